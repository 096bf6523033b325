package dev.gatehouse.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.http.RequestHead;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class BearerTokenTests {

    /** RFC 6750 section 2.1; read by hand, since it is asked for every request. */
    private static final Pattern RULE = Pattern.compile("(?i:bearer) +([A-Za-z0-9._~+/-]+=*)");

    private static final String[] PIECES = {
        "a", "Z", "09", "-", ".", "_", "~", "+", "/", "=", "==", " ", "  ", "\t", ",", ":", "@", "[", "`", "{",
        "\u00e9", "\""
    };
    private static final String[] SCHEMES = {"Bearer ", "bearer  ", "BEARER ", "Bearer", "Bearer\t", "Basic ", ""};

    @Test
    void anyValueThenReadByTheRule() {
        Random random = new Random(42);
        int present = 0;
        for (int i = 0; i < 200_000; i++) {
            StringBuilder value = new StringBuilder(SCHEMES[random.nextInt(SCHEMES.length)]);
            for (int j = random.nextInt(6); j > 0; j--) {
                value.append(PIECES[random.nextInt(PIECES.length)]);
            }
            Matcher rule = RULE.matcher(value.toString().strip());
            BearerToken read = of(value.toString());
            if (rule.matches()) {
                present++;
                assertThat(read).as(value.toString()).isEqualTo(new BearerToken.Present(rule.group(1)));
            } else {
                assertThat(read).as(value.toString()).isNotInstanceOf(BearerToken.Present.class);
            }
        }
        assertThat(present).isGreaterThan(1_000);
    }

    @Test
    void tokenLongerThanTheBoundThenMalformed() {
        assertThat(of("Bearer " + "a".repeat(16_377))).isInstanceOf(BearerToken.Present.class);
        assertThat(of("Bearer " + "a".repeat(16_378))).isInstanceOf(BearerToken.Malformed.class);
    }

    private static BearerToken of(String value) {
        HttpHeaders headers =
                DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
        headers.add("authorization", value);
        return BearerToken.of(new RequestHead("POST", "/mcp/x", headers));
    }
}
