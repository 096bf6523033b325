package dev.gatehouse.db.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the identity scheme of a server needs to know, as a column keeps it: JSON without secrets. Each scheme has members
 * of its own; the others are null.
 *
 * @param header SHARED: the header that carries the credential, in lower case; null for {@link #DEFAULT_HEADER}
 * @param prefix SHARED: what stands before the credential in it; null for the default of the header
 * @param audience ASSERTION: the {@code aud}, null for the upstream's URL; TOKEN_EXCHANGE: the {@code audience} to ask for
 * @param tokenEndpoint TOKEN_EXCHANGE: where tokens are got
 * @param clientId TOKEN_EXCHANGE: our client there
 * @param resource TOKEN_EXCHANGE: the {@code resource} to ask for
 * @param scope TOKEN_EXCHANGE: the {@code scope} to ask for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record IdentitySettings(
        @Nullable String header,
        @Nullable String prefix,
        @Nullable String audience,
        @Nullable String tokenEndpoint,
        @Nullable String clientId,
        @Nullable String resource,
        @Nullable String scope) {

    /** Nothing is set. */
    public static final IdentitySettings NONE = new IdentitySettings(null, null, null, null, null, null, null);

    /** The header of a shared credential. */
    public static final String DEFAULT_HEADER = "authorization";

    private static final String BEARER = "Bearer ";

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** What the column says; what is no JSON object sets nothing. */
    public static IdentitySettings read(String json) {
        try {
            IdentitySettings read = JSON.readValue(json, IdentitySettings.class);
            return read == null ? NONE : read;
        } catch (JacksonException e) {
            return NONE;
        }
    }

    /** The header that carries a shared credential. */
    public String sharedHeader() {
        return header == null ? DEFAULT_HEADER : header;
    }

    /** What stands before a shared credential: a Bearer token in Authorization, or else the credential alone. */
    public String sharedPrefix() {
        return prefix == null ? defaultPrefix(sharedHeader()) : prefix;
    }

    /** What stands before a shared credential in this header when nothing else was chosen. */
    public static String defaultPrefix(String header) {
        return header.equals(DEFAULT_HEADER) ? BEARER : "";
    }

    /** The settings as the column keeps them. */
    public String write() {
        return JSON.writeValueAsString(this);
    }
}
