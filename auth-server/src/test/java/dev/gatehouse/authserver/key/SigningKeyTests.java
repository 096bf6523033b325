package dev.gatehouse.authserver.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SigningKeyTests {

    private static final JWTClaimsSet CLAIMS =
            new JWTClaimsSet.Builder().subject("somebody").build();

    @Test
    void signedWithAnotherAlgorithmByTheSameKeyThenNotOurs() throws Exception {
        RSAKey rsa = new RSAKeyGenerator(2048)
                .algorithm(JWSAlgorithm.RS256)
                .keyID("one")
                .generate();
        SigningKey key = SigningKey.parse("one", rsa.toJSONString().getBytes(StandardCharsets.UTF_8));
        for (JWSAlgorithm algorithm : new JWSAlgorithm[] {JWSAlgorithm.PS256, JWSAlgorithm.RS384}) {
            SignedJWT jwt =
                    new SignedJWT(new JWSHeader.Builder(algorithm).keyID("one").build(), CLAIMS);
            jwt.sign(new RSASSASigner(rsa));

            assertThat(key.signed(SignedJWT.parse(jwt.serialize()))).isFalse();
        }

        SignedJWT own = SignedJWT.parse(key.sign(new JOSEObjectType("at+jwt"), CLAIMS));
        assertThat(key.signed(own)).isTrue();
        assertThat(own.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.RS256);
        assertThat(own.getHeader().getKeyID()).isEqualTo("one");
        assertThat(key.toString()).isEqualTo("SigningKey[one]");
        assertThat(key.publicHalf().isPrivate()).isFalse();
    }

    @Test
    void storedTextThatIsNoKeyThenTheMessageDoesNotQuoteIt() {
        assertThatThrownBy(() -> SigningKey.parse("one", "not a key".getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("`one`")
                .hasNoCause()
                .hasMessageNotContaining("not a key");
    }
}
