package dev.gatehouse.gateway.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.exchange.Exchange;
import dev.gatehouse.gateway.feed.Feed;
import dev.gatehouse.gateway.feed.FeedState;
import dev.gatehouse.gateway.http.BoundedHttp;
import dev.gatehouse.gateway.http.RequestHead;
import dev.gatehouse.gateway.server.ServerEntry;
import dev.gatehouse.gateway.settings.GatewaySettings;
import dev.gatehouse.gateway.testing.TestGateway;
import dev.gatehouse.gateway.token.TokenVerifier;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.time.InstantSource;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class DecisionReportsTests {

    private final TestGateway gateway = TestGateway.shared();

    private Exchange refused() throws Exception {
        FeedState state = gateway.part(Feed.class).view().state();
        ServerEntry.Served served = (ServerEntry.Served) state.at("everything").orElseThrow();
        RequestHead head = new RequestHead("GET", "/mcp/everything", new DefaultHttpHeaders());
        Exchange exchange = new Exchange(UUID.randomUUID(), "everything", head, System.nanoTime());
        exchange.found(served);
        exchange.verified(gateway.part(TokenVerifier.class)
                .verify(
                        served.server(),
                        state.anchor(),
                        gateway.token("everything").sign())
                .get());
        exchange.stopped(403, "INSUFFICIENT_SCOPE", System.nanoTime());
        return exchange;
    }

    @Test
    void refusalThatCannotBeWrittenThenItIsDroppedAndTheOthersAreSent() throws Exception {
        Exchange bad = refused();
        DecisionReports reports = new DecisionReports(
                gateway.part(BoundedHttp.class),
                gateway.part(GatewaySettings.class),
                InstantSource.system(),
                refused -> {
                    if (refused.id().equals(bad.decisionId())) {
                        throw new IllegalStateException("as the test wants it");
                    }
                    return JsonMapper.shared().writeValueAsBytes(refused);
                });
        reports.start();
        try {
            reports.decided(bad);
            gateway.eventually(() -> reports.dropped() == 1);
            reports.decided(refused());
            gateway.eventually(() -> reports.sent() == 1);
            assertThat(reports.dropped()).isEqualTo(1);
        } finally {
            reports.stop();
        }
    }
}
