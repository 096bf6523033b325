package dev.gatehouse.gateway.token;

import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads what the authorization server says about an API token (docs/feed.md). What is not understood allows nothing. */
final class ApiTokenAnswer {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int MAX_REASON = 40;

    private ApiTokenAnswer() {}

    static Verification read(byte[] body) {
        JsonNode answer;
        try {
            answer = JSON.readTree(body);
        } catch (JacksonException e) {
            return new Verification.Undecided("the answer is not JSON");
        }
        if (!answer.path("active").isBoolean()) {
            return new Verification.Undecided("the answer does not say whether the token is active");
        }
        if (!answer.path("active").booleanValue()) {
            String reason = answer.path("reason").asString("");
            return new Verification.Rejected(
                    "API token: " + (reason.length() > MAX_REASON ? reason.substring(0, MAX_REASON) : reason));
        }
        boolean complete = answer.path("iss").isString()
                && answer.path("aud").isString()
                && answer.path("scope").isString()
                && answer.path("exp").canConvertToLong()
                && answer.path("jti").isString();
        return complete
                ? new Verification.Genuine(token(answer))
                : new Verification.Undecided("the answer is incomplete");
    }

    private static VerifiedToken token(JsonNode answer) {
        String issuer = answer.path("iss").stringValue();
        Set<String> scopes = Arrays.stream(answer.path("scope").stringValue().split(" "))
                .filter(scope -> !scope.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
        return new VerifiedToken(
                new TrustAnchor.Identity(TrustAnchor.Kind.API_TOKEN, issuer, 0),
                issuer,
                Set.of(answer.path("aud").stringValue()),
                Instant.ofEpochSecond(answer.path("exp").longValue()),
                scopes,
                answer.path("jti").stringValue(),
                null,
                null,
                answer.path("sub").asString(null),
                answer.path("client_id").asString(null));
    }
}
