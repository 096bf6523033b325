package dev.gatehouse.e2e.harness;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** An authorization request with PKCE, as MCP clients make it. */
public final class AuthorizationRequest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final String endpoint;
    private final String verifier = Canaries.note(random());
    private final Map<String, String> parameters = new LinkedHashMap<>();

    AuthorizationRequest(String endpoint, String clientId, String redirectUri) {
        this.endpoint = endpoint;
        with("response_type", "code");
        with("client_id", clientId);
        with("redirect_uri", redirectUri);
        with("state", random());
        with("code_challenge", challenge());
        with("code_challenge_method", "S256");
    }

    /** Sets a parameter. */
    public AuthorizationRequest with(String name, String value) {
        parameters.put(name, value);
        return this;
    }

    /** Leaves a parameter out. */
    public AuthorizationRequest without(String name) {
        parameters.remove(name);
        return this;
    }

    /** A parameter. */
    public String get(String name) {
        return parameters.getOrDefault(name, "");
    }

    /** The code verifier. */
    public String verifier() {
        return verifier;
    }

    /** The address to open. */
    public String url() {
        return endpoint + "?" + Http.form(parameters);
    }

    private String challenge() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return BASE64.encodeToString(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String random() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return BASE64.encodeToString(bytes);
    }
}
