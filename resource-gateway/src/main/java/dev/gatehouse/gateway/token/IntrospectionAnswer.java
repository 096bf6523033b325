package dev.gatehouse.gateway.token;

import dev.gatehouse.policy.token.ForeignTokens;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads what an external issuer says about a token (RFC 7662 section 2.2): plain JSON, signed answers (RFC 9701) are not asked
 * for and not understood. An answer that makes no sense decides nothing. An active token must say whom it is for and how
 * long; who issued it is optional there, and without it it is the issuer whose endpoint this is: the word then comes from it,
 * over TLS and under our credentials.
 */
final class IntrospectionAnswer {

    private static final Duration AHEAD = Duration.ofSeconds(5);

    /** Far beyond any date, and exact in a double. */
    private static final double MAX_SECONDS = 1e15;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final JsonNode answer;

    private IntrospectionAnswer(JsonNode answer) {
        this.answer = answer;
    }

    static Verification read(byte[] body, TrustAnchor.Identity anchor, Instant now) {
        try {
            JsonNode answer = JSON.readTree(body);
            if (!answer.path("active").isBoolean()) {
                return new Verification.Undecided("its answer does not say whether the token is active");
            }
            return answer.path("active").booleanValue()
                    ? new IntrospectionAnswer(answer).active(anchor, now)
                    : new Verification.Rejected("its issuer says that it is not active");
        } catch (JacksonException e) {
            return new Verification.Undecided("its answer is not JSON");
        } catch (WrongType e) {
            return new Verification.Undecided("its answer has a member of the wrong type");
        }
    }

    private Verification active(TrustAnchor.Identity anchor, Instant now) throws WrongType {
        Optional<String> other = problem(now);
        if (other.isPresent()) {
            return new Verification.Rejected(other.get());
        }
        Set<String> audience = words("aud", false);
        Instant expiresAt = moment("exp");
        if (audience.isEmpty() || expiresAt == null) {
            return new Verification.Rejected("its issuer does not say whom it is for, or until when");
        }
        Set<String> scopes = words("scope", true);
        scopes.addAll(words("scp", true));
        String issuer = text("iss");
        String clientId = text("client_id");
        return new Verification.Genuine(new VerifiedToken(
                anchor,
                issuer == null ? anchor.issuer() : issuer,
                Set.copyOf(audience),
                expiresAt,
                Set.copyOf(scopes),
                text("jti"),
                text("sid"),
                null,
                text("sub"),
                clientId == null ? text("azp") : clientId));
    }

    /** What is no access token for a bearer, or not valid yet. */
    private Optional<String> problem(Instant now) throws WrongType {
        String type = text("token_type");
        if ((type != null && !type.equalsIgnoreCase("Bearer")) || ForeignTokens.areNoAccessTokens(this::textOrNull)) {
            return Optional.of("not a bearer access token");
        }
        Instant latest = now.plus(AHEAD);
        Instant begin = moment("nbf");
        Instant issued = moment("iat");
        return (begin != null && begin.isAfter(latest)) || (issued != null && issued.isAfter(latest))
                ? Optional.of("not valid yet")
                : Optional.empty();
    }

    private @Nullable Object textOrNull(String name) {
        return answer.path(name).asString(null);
    }

    private @Nullable String text(String name) throws WrongType {
        JsonNode value = answer.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isString()) {
            throw new WrongType();
        }
        return value.stringValue();
    }

    /** A NumericDate (RFC 7519 section 2): it may have a fraction. */
    private @Nullable Instant moment(String name) throws WrongType {
        JsonNode value = answer.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        double seconds = value.isNumber() ? value.asDouble(Double.NaN) : Double.NaN;
        if (!(Math.abs(seconds) <= MAX_SECONDS)) {
            throw new WrongType();
        }
        return Instant.ofEpochSecond((long) Math.floor(seconds));
    }

    /** A text, or a list of them. */
    private Set<String> words(String name, boolean divided) throws WrongType {
        JsonNode value = answer.path(name);
        Set<String> words = new HashSet<>();
        if (value.isMissingNode() || value.isNull()) {
            return words;
        }
        if (value.isString()) {
            words.addAll(divided ? List.of(value.stringValue().split(" ")) : List.of(value.stringValue()));
        } else if (value.isArray()) {
            for (JsonNode word : value) {
                if (!word.isString()) {
                    throw new WrongType();
                }
                words.add(word.stringValue());
            }
        } else {
            throw new WrongType();
        }
        words.remove("");
        return words;
    }

    private static final class WrongType extends Exception {
        private static final long serialVersionUID = 1L;

        private WrongType() {
            super("a member of the wrong type", null, false, false);
        }
    }
}
