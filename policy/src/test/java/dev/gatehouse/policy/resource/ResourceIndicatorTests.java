package dev.gatehouse.policy.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Resource indicators (RFC 8707 section 2). */
class ResourceIndicatorTests {

    @ParameterizedTest
    @CsvSource({
        "https://gw.test/mcp/a, https://gw.test/mcp/a",
        "https://gw.test/mcp/a/, https://gw.test/mcp/a",
        "HTTPS://GW.Test/mcp/a, https://gw.test/mcp/a",
        "https://gw.test:443/mcp/a, https://gw.test/mcp/a",
        "http://gw.test:80/mcp/a, http://gw.test/mcp/a",
        "http://gw.test:443/mcp/a, http://gw.test:443/mcp/a",
        "https://gw.test:80/mcp/a, https://gw.test:80/mcp/a",
        "https://gw.test:8443/mcp/a, https://gw.test:8443/mcp/a",
        "https://gw.test:/mcp/a, https://gw.test/mcp/a",
        "https://gw.test, https://gw.test",
        "https://gw.test/, https://gw.test",
        "http://127.0.0.1:8080/mcp, http://127.0.0.1:8080/mcp",
        "http://[::1]:8080/mcp, http://[::1]:8080/mcp",
        "http://[FE80::A]/mcp, http://[fe80::a]/mcp",
        "https://gw.test/MCP/A, https://gw.test/MCP/A",
        "https://gw.test/mcp/%61, https://gw.test/mcp/%61",
        "https://gw.test/mcp/../b, https://gw.test/mcp/../b",
        "https://gw.test/mcp/./b, https://gw.test/mcp/./b",
        "https://gw.test/mcp//b, https://gw.test/mcp//b",
        "https://gw.test/mcp/b;x=1, https://gw.test/mcp/b;x=1",
        "https://gw.test/caf\u00e9, https://gw.test/caf\u00e9",
        "https://xn--bcher-kva.test/mcp, https://xn--bcher-kva.test/mcp"
    })
    void parseThenTheCanonicalSpelling(String text, String canonical) {
        ResourceIndicator parsed = ResourceIndicator.parse(text).orElseThrow();
        assertThat(parsed.value()).isEqualTo(canonical);
        assertThat(parsed).hasToString(canonical);
        assertThat(ResourceIndicator.parse(canonical)).contains(parsed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "gw.test/mcp",
                "/mcp/a",
                "//gw.test/mcp",
                "https:",
                "https://",
                "https:///mcp",
                "https:gw.test",
                "https://gw.test/mcp#",
                "https://gw.test/mcp#a",
                "https://gw.test/mcp?",
                "https://gw.test/mcp?a=b",
                "https://user@gw.test/mcp",
                "https://user:secret@gw.test/mcp",
                "https://@gw.test/mcp",
                "https://gw.test@evil.test/mcp",
                "https://gw.test\\@evil.test/mcp",
                "https://gw.test:99999999999/mcp",
                "https://gw.test:-1/mcp",
                "https://gw.test:65536/mcp",
                "https://gw.test:0/mcp",
                "https://gw test/mcp",
                "https://gw.test/mcp a",
                "https://gw.test/mcp\n",
                "https://gw.test/%zz",
                "https://gw_.test/mcp",
                "https://b\u00fccher.test/mcp",
                "https://\u0261w.test/mcp",
                "https://gw.test\u2215.evil.test/mcp",
                "https://[::1/mcp",
                "https://[::g]/mcp",
                "https://gw.test//",
                "https://gw.test/mcp//",
                "urn:gw:mcp",
                "ftp://gw.test/mcp",
                "javascript:alert(1)",
                "file:///etc/passwd",
                "*"
            })
    void parseWhenNotAResourceThenRefused(String text) {
        assertThat(ResourceIndicator.parse(text)).isEmpty();
    }

    @Test
    void parseWhenTooLongThenRefused() {
        String text = "https://gw.test/" + "a".repeat(2000 - 16);
        assertThat(ResourceIndicator.parse(text)).isPresent();
        assertThat(ResourceIndicator.parse(text + "a")).isEmpty();
    }

    @Test
    void parseOfAnyTextThenNoExceptionAndCanonicalTwiceIsCanonicalOnce() {
        Random random = new Random(20260101);
        String[] parts = {
            "https", "http", "HTTP", ":", "//", "/", "gw.test", "[::1]", "@", "#", "?", "%", "%2F", "..", ".", "443",
            "80", "\u00e9", " ", "\\", "a", "A", "", "\uD83D"
        };
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "https://gw.test" : "");
            for (int n = random.nextInt(8); n > 0; n--) {
                text.append(parts[random.nextInt(parts.length)]);
            }
            ResourceIndicator.parse(text.toString())
                    .ifPresent(parsed -> assertThat(ResourceIndicator.parse(parsed.value()))
                            .as(text.toString())
                            .contains(parsed));
        }
    }
}
