package dev.gatehouse.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.gateway.testing.TestKeys;
import dev.gatehouse.gateway.testing.TestToken;
import java.security.Provider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

class SignaturesTests {

    private static final String NATIVE = "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

    private final ECKey key = TestKeys.ec("key-1");
    private final ECKey other = TestKeys.ec("key-2");

    @Test
    void noSuchProviderThenNone() {
        assertThat(Signatures.load("com.example.NoSuchProvider")).isNull();
        assertThat(Signatures.load("java.lang.String")).isNull();
    }

    @Test
    @EnabledIf("nativeExpected")
    void nativeProviderThenSameAnswersAsTheJdk() throws Exception {
        Provider provider = Signatures.load(NATIVE);
        assertThat(provider).isNotNull();
        sameAnswers(new Signatures(provider));
    }

    @Test
    void jdkThenRightAnswers() throws Exception {
        sameAnswers(new Signatures(null));
    }

    @Test
    void providerThatCanDoNothingThenTheJdkDoesIt() throws Exception {
        Provider useless = new Provider("useless", "1", "knows no algorithm") {
            private static final long serialVersionUID = 1L;
        };
        sameAnswers(new Signatures(useless));
    }

    private void sameAnswers(Signatures signatures) throws Exception {
        String good = TestToken.of(key, "https://auth.example", "https://gw.example/mcp/x")
                .sign();
        RSAKey rsa = new RSAKeyGenerator(2048).keyID("key-1").generate();
        for (JWK wrong : new JWK[] {other.toPublicJWK(), rsa.toPublicJWK()}) {
            assertThat(holds(signatures, good, wrong)).isFalse();
        }
        for (int i = 0; i < 3; i++) {
            assertThat(holds(signatures, good, key.toPublicJWK())).isTrue();
        }
        String[] parts = good.split("\\.");
        String claims = parts[1].substring(0, parts[1].length() - 2) + "AA";
        assertThat(holds(signatures, parts[0] + "." + claims + "." + parts[2], key.toPublicJWK()))
                .isFalse();
        String zero = "A".repeat(86);
        assertThat(holds(signatures, parts[0] + "." + parts[1] + "." + zero, key.toPublicJWK()))
                .isFalse();
        assertThat(holds(signatures, parts[0] + "." + parts[1] + "." + parts[2].substring(4), key.toPublicJWK()))
                .isFalse();
    }

    private static boolean holds(Signatures signatures, String token, JWK with) {
        try {
            return signatures.holds(SignedJWT.parse(token), with);
        } catch (com.nimbusds.jose.JOSEException e) {
            return false;
        } catch (java.text.ParseException e) {
            throw new IllegalStateException(e);
        }
    }

    static boolean nativeExpected() {
        return System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64");
    }
}
