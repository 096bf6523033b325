package dev.gatehouse.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class RouterTests {

    /** The rule; the router reads it by hand, since it is asked for every request. */
    private static final Pattern RULE = Pattern.compile("/mcp/([a-z0-9][a-z0-9-]*(?:/[a-z0-9][a-z0-9-]*)?)/?");

    private static final String[] PIECES = {
        "/", "/", "a", "z9", "0", "-", "mcp", ".", "..", "A", "%2f", "_", ";", "\u00e9", "\u0660", " ", "//", ""
    };

    @Test
    void anyPathThenReadByTheRule() {
        Random random = new Random(42);
        int endpoints = 0;
        for (int i = 0; i < 200_000; i++) {
            StringBuilder path = new StringBuilder(random.nextInt(10) == 0 ? "" : "/mcp/");
            for (int j = random.nextInt(7); j > 0; j--) {
                path.append(PIECES[random.nextInt(PIECES.length)]);
            }
            Matcher expected = RULE.matcher(path);
            String route = expected.matches() ? expected.group(1) : null;
            endpoints += route == null ? 0 : 1;
            assertThat(Router.endpoint(path.toString())).as(path.toString()).isEqualTo(route);
        }
        assertThat(endpoints).isGreaterThan(1_000);
    }
}
