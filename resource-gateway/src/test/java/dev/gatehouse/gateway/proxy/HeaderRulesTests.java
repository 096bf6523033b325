package dev.gatehouse.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderRulesTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Webauth-User",
                "X-Email",
                "Userid",
                "Remote-User",
                "X-Client-Cert",
                "X-Client-IP",
                "X-SSL-Client-S-DN",
                "SSL-Client-Cert",
                "X-Consumer-Username",
                "X-Original-Host",
                "X-Original-URL",
                "X-Forward",
                "X-Forwarded-For",
                "X-Authenticated-Userid"
            })
    void namesAnIdentityOrAnOriginThenNotPassedUp(String name) {
        assertThat(up(name).contains(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Mcp-Session-Id", "Mcp-Param-City", "X-Custom", "X-Clientele", "Traceparent"})
    void anythingElseThenPassedUp(String name) {
        assertThat(up(name).get(name)).isEqualTo("1");
    }

    @Test
    void noUserAgentThenOurs() {
        assertThat(up("x-custom").get("user-agent")).isEqualTo(HeaderRules.USER_AGENT);
    }

    private static HttpHeaders up(String name) {
        HttpHeaders to = new DefaultHttpHeaders();
        HeaderRules.up(new DefaultHttpHeaders().add(name, "1"), to);
        return to;
    }
}
