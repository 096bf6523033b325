package dev.gatehouse.gateway.identity;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A successful answer to a token exchange (RFC 8693 section 2.2.1), as far as the gateway needs it.
 *
 * @param token the token, fit for a header
 * @param life how long it is good; when the answer does not say so, a short time
 */
record ExchangeAnswer(String token, Duration life) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final Set<String> ACCESS_TOKENS =
            Set.of("urn:ietf:params:oauth:token-type:access_token", "urn:ietf:params:oauth:token-type:jwt");
    private static final int MAX_TOKEN = 8 * 1024;
    private static final Duration UNSTATED = Duration.ofSeconds(30);

    /** RFC 6750 section 2.1. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    /** Empty when it is not what it should be: it comes from outside. */
    static Optional<ExchangeAnswer> read(byte[] body) {
        JsonNode answer;
        try {
            answer = JSON.readTree(body);
        } catch (JacksonException e) {
            return Optional.empty();
        }
        String token = text(answer, "access_token");
        boolean bearer = text(answer, "token_type").equalsIgnoreCase("Bearer");
        if (!bearer || !isAccessToken(answer.path("issued_token_type"))) {
            return Optional.empty();
        }
        if (token.length() > MAX_TOKEN || !TOKEN.matcher(token).matches()) {
            return Optional.empty();
        }
        JsonNode life = answer.path("expires_in");
        if (life.isMissingNode() || life.isNull()) {
            return Optional.of(new ExchangeAnswer(token, UNSTATED));
        }
        return life.isIntegralNumber() && life.canConvertToInt() && life.intValue() > 0
                ? Optional.of(new ExchangeAnswer(token, Duration.ofSeconds(life.intValue())))
                : Optional.empty();
    }

    /** Where it says what it has issued, then what was asked for, or what of it can be read: no refresh token, no SAML. */
    private static boolean isAccessToken(JsonNode type) {
        return type.isMissingNode() || type.isString() && ACCESS_TOKENS.contains(type.stringValue());
    }

    private static String text(JsonNode answer, String name) {
        JsonNode value = answer.path(name);
        return value.isString() ? value.stringValue() : "";
    }

    @Override
    public String toString() {
        return "ExchangeAnswer[" + life + "]";
    }
}
