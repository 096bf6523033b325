package dev.gatehouse.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import dev.gatehouse.gateway.testing.TestKeys;
import dev.gatehouse.gateway.testing.TestToken;
import java.math.BigInteger;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which keys of an issuer's set are used, and for what. */
class VerificationKeysTests {

    private static final RSAKey RSA = TestKeys.rsa("rsa").toPublicJWK();
    private static final ECKey EC = TestKeys.ec("ec").toPublicJWK();

    @Test
    void keyThatCannotBeReadThenTheOthersAreGood() {
        VerificationKeys keys = VerificationKeys.parse(set(
                "{\"kty\":\"NEW\",\"kid\":\"new\"}",
                "{\"kty\":\"EC\",\"crv\":\"P-192\",\"kid\":\"small\",\"x\":\"AA\",\"y\":\"AA\"}",
                "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"off\",\"x\":\"AA\",\"y\":\"AA\"}",
                "{\"kty\":\"RSA\",\"kid\":\"half\"}",
                "{}",
                RSA.toJSONString()));

        assertThat(keys.find("rsa", JWSAlgorithm.RS256)).contains(RSA);
        assertThat(keys.knows("off")).isFalse();
    }

    @Test
    void secretOrPrivateKeyOrOneForAnotherUseThenNotTaken() {
        VerificationKeys keys = VerificationKeys.parse(set(
                "{\"kty\":\"oct\",\"kid\":\"shared\",\"k\":\"" + "A".repeat(43) + "\"}",
                TestKeys.ec("private").toJSONString(),
                of("enc").keyUse(KeyUse.ENCRYPTION).build().toJSONString(),
                of("ops").keyOperations(Set.of(KeyOperation.DERIVE_KEY)).build().toJSONString(),
                of("good").keyOperations(Set.of(KeyOperation.VERIFY)).build().toJSONString()));

        assertThat(keys.knows("shared")).isFalse();
        assertThat(keys.knows("private")).isFalse();
        assertThat(keys.knows("enc")).isFalse();
        assertThat(keys.knows("ops")).isFalse();
        assertThat(keys.find("good", JWSAlgorithm.ES256)).isPresent();
    }

    @Test
    void algorithmAndKeyDoNotFitThenNone() {
        VerificationKeys keys = VerificationKeys.parse(set(RSA.toJSONString(), EC.toJSONString()));

        assertThat(keys.find("rsa", JWSAlgorithm.ES256)).isEmpty();
        assertThat(keys.find("ec", JWSAlgorithm.RS256)).isEmpty();
        assertThat(keys.find("ec", JWSAlgorithm.ES384)).isEmpty();
        assertThat(keys.find("rsa", JWSAlgorithm.HS256)).isEmpty();
        assertThat(keys.find("rsa", JWSAlgorithm.PS512)).contains(RSA);
    }

    @Test
    void keySaysItsAlgorithmThenForNoOther() {
        VerificationKeys keys = VerificationKeys.parse(set(with(RSA, "alg", "\"RS256\"")));

        assertThat(keys.find("rsa", JWSAlgorithm.RS256)).isPresent();
        assertThat(keys.find("rsa", JWSAlgorithm.PS256)).isEmpty();
    }

    @Test
    void rsaKeyIsSmallOrGiganticThenNone() {
        VerificationKeys keys = VerificationKeys.parse(set(rsa("small", 1024), rsa("gigantic", 16_384)));

        assertThat(keys.find("small", JWSAlgorithm.RS256)).isEmpty();
        assertThat(keys.find("gigantic", JWSAlgorithm.RS256)).isEmpty();
    }

    @Test
    void oneKeyTwiceThenItIsOne() {
        VerificationKeys keys = VerificationKeys.parse(set(EC.toJSONString(), EC.toJSONString()));

        assertThat(keys.find("ec", JWSAlgorithm.ES256)).contains(EC);
    }

    @Test
    void twoKeysOfOneNameThenNeither() {
        VerificationKeys keys = VerificationKeys.parse(
                set(EC.toJSONString(), TestKeys.ec("ec").toPublicJWK().toJSONString()));

        assertThat(keys.find("ec", JWSAlgorithm.ES256)).isEmpty();
    }

    @Test
    void twoKeysOfOneNameThenTheTokenNamesNoneAndAnotherLookIsWorthIt() {
        String token =
                TestToken.of(TestKeys.ec("ec"), "https://issuer.example", "a").sign();
        VerificationKeys one = VerificationKeys.parse(set(EC.toJSONString()));
        VerificationKeys two = VerificationKeys.parse(
                set(EC.toJSONString(), TestKeys.ec("ec").toPublicJWK().toJSONString()));

        assertThat(JwtCheck.namesOneOf(token, one)).isTrue();
        assertThat(JwtCheck.namesOneOf(token, two)).isFalse();
        assertThat(JwtCheck.namesOneOf("no token", one)).isFalse();
    }

    @Test
    void noNameInTheTokenThenOnlyWhenOneKeyCouldBeMeant() {
        assertThat(VerificationKeys.parse(set(RSA.toJSONString(), EC.toJSONString()))
                        .find(null, JWSAlgorithm.ES256))
                .contains(EC);
        assertThat(VerificationKeys.parse(set(
                                EC.toJSONString(),
                                TestKeys.ec("other").toPublicJWK().toJSONString()))
                        .find(null, JWSAlgorithm.ES256))
                .isEmpty();
    }

    @Test
    void thousandsOfKeysThenTheRightOneIsFound() {
        String many = IntStream.range(0, 2_000)
                .mapToObj(i -> EC.toJSONString().replace("\"ec\"", "\"key-" + i + "\""))
                .collect(Collectors.joining(","));

        assertThat(VerificationKeys.parse("{\"keys\":[" + many + "]}").find("key-1999", JWSAlgorithm.ES256))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "{\"keys\":{}}", "{\"keys\":7}", "{\"keys\":[7]}", "{\"keys\":null}"})
    void noKeySetThenRefused(String text) {
        assertThatThrownBy(() -> VerificationKeys.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    private static ECKey.Builder of(String kid) {
        return new ECKey.Builder(Curve.P_256, EC.getX(), EC.getY()).keyID(kid);
    }

    private static String rsa(String kid, int bits) {
        BigInteger modulus = BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
        return "{\"kty\":\"RSA\",\"kid\":\"" + kid + "\",\"e\":\"AQAB\",\"n\":\""
                + com.nimbusds.jose.util.Base64URL.encode(modulus) + "\"}";
    }

    private static String with(JWK key, String member, String json) {
        return key.toJSONString().replaceFirst("\\{", "{\"" + member + "\":" + json + ",");
    }

    private static String set(String... keys) {
        return Stream.of(keys).collect(Collectors.joining(",", "{\"keys\":[", "]}"));
    }
}
