package dev.gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.RawConnection;
import dev.gatehouse.gateway.testing.TestGateway;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Gateways that a request went through: RFC 9110 section 7.6.3. */
class HopTests {

    private static final String OTHER = "1.1 gatehouse-0123456789abcdef0123456789abcdef";

    private final TestGateway gateway = TestGateway.shared();

    private String viaOf(String... via) throws Exception {
        gateway.upstream.answer(exchange -> exchange.json());
        StringBuilder lines = new StringBuilder();
        for (String line : via) {
            lines.append("via: ").append(line).append("\r\n");
        }
        String body = TestGateway.call("tools/list");
        try (RawConnection client = new RawConnection(gateway.port())) {
            String head = gateway.rawHead(
                    "everything", gateway.token("everything").sign(), lines + "content-length: " + body.length());
            client.send(head + body);
            assertThat(client.status()).isEqualTo(200);
        }
        return gateway.upstream.take().header("via");
    }

    @Test
    void requestThenItSaysThatItWentThroughHereAndThroughOtherGatewaysAndNothingElse() throws Exception {
        String own = viaOf();
        assertThat(own).matches("1\\.1 gatehouse-[0-9a-f]{32}");
        assertThat(viaOf("1.0 fred, " + OTHER, "1.1 inside.example (x)")).isEqualTo(OTHER + ", " + own);
        assertThat(viaOf((OTHER + ",").repeat(8))).endsWith(own);
    }

    @Test
    void requestThatWasHereBeforeOrThroughTooManyGatewaysThen508() throws Exception {
        String own = viaOf();
        for (String via : new String[] {own, "1.1 x, " + own, (OTHER + ",").repeat(9)}) {
            try (RawConnection client = new RawConnection(gateway.port())) {
                client.send(gateway.rawHead("everything", "none", "via: " + via, "content-length: 0"));
                assertThat(client.status()).isEqualTo(508);
                client.readUntil("LOOP");
            }
        }
    }

    @Test
    void gatewayThatIsItsOwnUpstreamThen508AtTheSecondTime() throws Exception {
        Map<String, Object> server = gateway.server("ring");
        server.put("upstreamUrl", "http://localhost:" + gateway.port() + "/mcp/ring");
        gateway.add(server);
        HttpResponse<String> answer =
                gateway.post("/mcp/ring", gateway.token("ring").sign(), TestGateway.call("tools/list"));
        assertThat(answer.statusCode()).isEqualTo(508);
    }
}
