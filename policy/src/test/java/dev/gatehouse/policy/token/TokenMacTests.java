package dev.gatehouse.policy.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Derived tokens: ours are recognised for what they are, and nothing else ever is, without an exception. */
class TokenMacTests {

    private static final String BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final SecretKey OLD = key(1);
    private static final SecretKey NEW = key(2);
    private static final UUID ID = UUID.fromString("f47ac10b-58cc-4372-a567-0e02b2c3d479");
    private static final TokenReference REFERENCE = new TokenReference(ID, 7);

    private final TokenMac mac = new TokenMac(Map.of("k1", OLD, "k2", NEW), "k2");

    private static SecretKey key(int fill) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) fill);
        return new SecretKeySpec(bytes, "HmacSHA256");
    }

    private String refreshToken() {
        return mac.mint(TokenKind.REFRESH_TOKEN, REFERENCE).value();
    }

    @ParameterizedTest
    @EnumSource(TokenKind.class)
    void mintThenVerifiedForThatPurposeAndNoOther(TokenKind kind) {
        for (long generation : new long[] {0, 1, 35, 36, 1_000_000, 4_738_381_338_321_616_895L}) {
            TokenReference reference = new TokenReference(ID, generation);
            TokenValue token = mac.mint(kind, reference);
            assertThat(mac.mint(kind, reference)).isEqualTo(token);
            for (TokenKind other : TokenKind.values()) {
                assertThat(mac.verify(other, token.value()).isPresent()).isEqualTo(kind == other);
            }
            assertThat(mac.verify(kind, token.value())).contains(reference);
            assertThat(token.toString()).isEqualTo("<redacted>");
        }
    }

    @Test
    void mintThenLettersOfAUrlAndTheLengthOfTheDocumentation() {
        assertThat(refreshToken())
                .matches("k2\\.[A-Za-z0-9_-]{22}\\.7\\.[A-Za-z0-9_-]{43}")
                .hasSize(71);
    }

    @Test
    void verifyWhenAnyCharacterIsChangedThenRefused() {
        String token = refreshToken();
        for (int i = 0; i < token.length(); i++) {
            for (char c : (BASE64 + ".~ =+/\u00e9\0").toCharArray()) {
                String tampered = token.substring(0, i) + c + token.substring(i + 1);
                if (!tampered.equals(token)) {
                    assertThat(mac.verify(TokenKind.REFRESH_TOKEN, tampered))
                            .as(tampered)
                            .isEmpty();
                }
            }
        }
    }

    @Test
    void verifyWhenAnotherSpellingOfTheSameBytesThenRefused() {
        String token = refreshToken();
        int last = BASE64.indexOf(token.charAt(token.length() - 1));
        assertThat(last % 4).as("32 bytes leave two unused bits").isZero();
        for (int unused = 1; unused < 4; unused++) {
            assertThat(mac.verify(
                            TokenKind.REFRESH_TOKEN,
                            token.substring(0, token.length() - 1) + BASE64.charAt(last + unused)))
                    .isEmpty();
        }
        String standard = token.replace('-', '+').replace('_', '/');
        assertThat(standard.equals(token)
                        || mac.verify(TokenKind.REFRESH_TOKEN, standard).isEmpty())
                .isTrue();
        assertThat(mac.verify(TokenKind.REFRESH_TOKEN, token.replace(".7.", ".07.")))
                .isEmpty();
    }

    @Test
    void verifyWhenCutOrPaddedThenRefused() {
        String token = refreshToken();
        for (int length = 0; length < token.length(); length++) {
            assertThat(mac.verify(TokenKind.REFRESH_TOKEN, token.substring(0, length)))
                    .isEmpty();
            assertThat(mac.verify(TokenKind.REFRESH_TOKEN, token.substring(token.length() - length)))
                    .isEmpty();
        }
        for (String padded :
                new String[] {token + "=", token + "A", " " + token, token + "\n", token + ".", token + token}) {
            assertThat(mac.verify(TokenKind.REFRESH_TOKEN, padded)).isEmpty();
        }
    }

    @Test
    void verifyWhenMadeWithAnOldKeyThenRecognisedAndTheNextOneIsMadeWithTheCurrent() {
        TokenMac before = new TokenMac(Map.of("k1", OLD), "k1");
        String token = before.mint(TokenKind.REFRESH_TOKEN, REFERENCE).value();
        assertThat(mac.verify(TokenKind.REFRESH_TOKEN, token)).contains(REFERENCE);
        assertThat(refreshToken()).startsWith("k2.");
        assertThat(before.verify(TokenKind.REFRESH_TOKEN, refreshToken())).isEmpty();
    }

    @Test
    void verifyWhenTheKeyIdIsSwappedThenRefused() {
        assertThat(mac.verify(TokenKind.REFRESH_TOKEN, refreshToken().replace("k2.", "k1.")))
                .isEmpty();
        TokenMac sameKeyTwice = new TokenMac(Map.of("k1", NEW, "k2", NEW), "k2");
        assertThat(sameKeyTwice.verify(TokenKind.REFRESH_TOKEN, refreshToken().replace("k2.", "k1.")))
                .isEmpty();
    }

    @Test
    void ringWithoutItsCurrentKeyThenRefused() {
        assertThatThrownBy(() -> new TokenMac(Map.of("k1", OLD), "k2")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TokenReference(ID, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    /** A key id that no token can carry would make tokens that nobody recognises. */
    @ParameterizedTest
    @ValueSource(strings = {"", "a.b", "seventeen-letters", "caf\u00e9", "a b"})
    void ringWhoseCurrentKeyIdDoesNotFitATokenThenRefused(String kid) {
        assertThatThrownBy(() -> new TokenMac(Map.of(kid, OLD), kid)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "...",
                "....",
                "k2...",
                "k2.9HrBC1jMQ3KlZw4CssPUeQ.7.",
                "k2.9HrBC1jMQ3KlZw4CssPUeQ.zzzzzzzzzzzz.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "k2.9HrBC1jMQ3KlZw4CssPUeQ.zzzzzzzzzzzzz.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "k2.9HrBC1jMQ3KlZw4CssPUeQ.-1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "k9.9HrBC1jMQ3KlZw4CssPUeQ.7.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            })
    void verifyWhenGarbageThenRefusedWithoutAnException(String garbage) {
        for (TokenKind kind : TokenKind.values()) {
            assertThat(mac.verify(kind, garbage)).isEmpty();
        }
    }

    @Test
    void verifyWhenHugeThenRefused() {
        assertThat(mac.verify(TokenKind.REFRESH_TOKEN, "A".repeat(1_000_000))).isEmpty();
        assertThat(mac.verify(TokenKind.REFRESH_TOKEN, "k2." + "z".repeat(1_000_000)))
                .isEmpty();
    }

    @Test
    void verifyWhenTheGenerationIsTheLargestThatFitsTheSyntaxThenReadAndNoOverflow() throws Exception {
        String body = "k2.9HrBC1jMQ3KlZw4CssPUeQ.zzzzzzzzzzzz";
        Mac hmac = Mac.getInstance("HmacSHA256");
        hmac.init(NEW);
        String genuine = body + "."
                + java.util.Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(hmac.doFinal(("r." + body).getBytes(StandardCharsets.US_ASCII)));
        assertThat(mac.verify(TokenKind.REFRESH_TOKEN, genuine))
                .contains(new TokenReference(ID, Long.parseLong("zzzzzzzzzzzz", 36)));
    }

    @Test
    void verifyWhenRandomTextOfTheRightShapeThenRefused() {
        Random random = new Random(20260101);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text =
                    new StringBuilder("k").append(1 + random.nextInt(2)).append('.');
            random.ints(22, 0, 64).forEach(n -> text.append(BASE64.charAt(n)));
            text.append('.').append(Long.toString(random.nextInt(1000), 36)).append('.');
            random.ints(43, 0, 64).forEach(n -> text.append(BASE64.charAt(n)));
            assertThat(mac.verify(TokenKind.REFRESH_TOKEN, text.toString())).isEmpty();
        }
    }
}
