package dev.gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.TestGateway;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway connects to public addresses and to the networks that its operator has named, whatever an admin saved. */
class UpstreamAddressTests {

    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        // loopback is named by another word than the demo's, so that what is refused is refused by the bits
        gateway = new TestGateway("gatehouse.upstream-private", "127.0.0.1/32");
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    private HttpResponse<String> call(String slug, String upstream) throws Exception {
        Map<String, Object> server = gateway.server(slug);
        server.put("upstreamUrl", upstream);
        gateway.add(server);
        return gateway.post("/mcp/" + slug, gateway.token(slug).sign(), TestGateway.call("tools/list"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.2:%d/mcp",
                "http://[::1]:%d/mcp",
                "http://[::ffff:127.0.0.2]:%d/mcp",
                "http://0.0.0.0:%d/mcp",
                "http://[::]:%d/mcp",
                "http://10.0.0.1:%d/mcp",
                "http://169.254.169.254:%d/latest/meta-data",
                "http://[fe80::1%%251]:%d/mcp",
                "http://[64:ff9b::7f00:1]:%d/mcp",
                "http://[2002:7f00:1::]:%d/mcp",
            })
    void addressThatIsNotAllowedThen502AndNothingIsConnectedTo(String upstream) throws Exception {
        int port = URI.create(gateway.upstream.url("/")).getPort();

        HttpResponse<String> answer = call("refused-" + Math.abs(upstream.hashCode()), String.format(upstream, port));

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("UPSTREAM_ADDRESS").doesNotContain("Exception");
        assertThat(gateway.upstream.sawNothing()).isTrue();
    }

    @Test
    void addressThatIsNamedThenServedInEitherSpelling() throws Exception {
        gateway.upstream.answer(exchange -> exchange.json());
        int port = URI.create(gateway.upstream.url("/")).getPort();

        assertThat(call("literal", "http://127.0.0.1:" + port + "/mcp").statusCode())
                .isEqualTo(200);
        assertThat(call("mapped", "http://[::ffff:127.0.0.1]:" + port + "/mcp").statusCode())
                .isEqualTo(200);
        gateway.upstream.take();
        gateway.upstream.take();
    }
}
