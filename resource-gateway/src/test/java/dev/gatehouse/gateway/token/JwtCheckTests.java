package dev.gatehouse.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import dev.gatehouse.gateway.testing.TestKeys;
import dev.gatehouse.gateway.testing.TestToken;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JwtCheckTests {

    private final ECKey key = TestKeys.ec("k");
    private final TrustAnchor anchor = TrustAnchor.builtIn(
            "https://issuer.example", VerificationKeys.parse(new JWKSet(key.toPublicJWK()).toString()));

    @Test
    void anythingAtAllThenNeverGenuineAndNeverAnException() {
        Random random = new Random(42);
        String good = TestToken.of(key, "https://issuer.example", "a").sign();
        assertThat(JwtCheck.check(good, anchor, Instant.now())).isInstanceOf(Verification.Genuine.class);
        for (int round = 0; round < 500; round++) {
            char[] mutant = good.toCharArray();
            // The last character of a signature has bits that mean nothing.
            int at = random.nextInt(mutant.length - 2);
            char other = (char) (33 + random.nextInt(90));
            if (mutant[at] != other) {
                mutant[at] = other;
                assertThat(JwtCheck.check(new String(mutant), anchor, Instant.now()))
                        .isInstanceOf(Verification.Rejected.class);
            }
        }
    }

    @Test
    void claimsOfTheWrongTypeThenRejected() {
        for (Object wrong : new Object[] {"soon", true, java.util.Map.of("a", 1), java.util.List.of(1)}) {
            for (String claim : new String[] {"exp", "iat", "nbf", "jti", "sid", "iss", "client_id"}) {
                String token = TestToken.of(key, "https://issuer.example", "a")
                        .claim(claim, wrong)
                        .sign();
                boolean text =
                        wrong instanceof String && !claim.equals("exp") && !claim.equals("iat") && !claim.equals("nbf");
                if (!text) {
                    assertThat(JwtCheck.check(token, anchor, Instant.now()))
                            .as(claim)
                            .isInstanceOf(Verification.Rejected.class);
                }
            }
        }
    }

    @Test
    void deeplyNestedHeaderThenRejected() {
        String header = "{\"alg\":\"ES256\",\"x\":" + "[".repeat(6_000) + "]".repeat(6_000) + "}";
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(header.getBytes(StandardCharsets.UTF_8))
                + ".e30.AA";

        assertThat(JwtCheck.check(token, anchor, Instant.now())).isInstanceOf(Verification.Rejected.class);
        assertThat(JwtCheck.keyId(token)).isNull();
    }
}
