package dev.gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.TestGateway;
import dev.gatehouse.gateway.testing.TestToken;
import dev.gatehouse.gateway.testing.TestUpstream.Received;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A session is of the person who opened it. */
class SessionTests {

    private static final String RAW = "1868a90c-44d1.of.the-upstream";

    private final TestGateway gateway = TestGateway.shared();

    @BeforeEach
    void openSessions() {
        gateway.upstream.answer(exchange ->
                exchange.answer(200, "application/json", "{}", "Mcp-Session-Id: " + RAW, "Mcp-Session-Other: kept"));
    }

    private String token(String subject) {
        return gateway.token("everything").claim("sub", subject).sign();
    }

    private String opened(String token) throws Exception {
        HttpResponse<String> answer = gateway.post("/mcp/everything", token, TestGateway.call("initialize"));
        gateway.upstream.take();
        assertThat(answer.headers().firstValue("mcp-session-other")).contains("kept");
        return answer.headers().firstValue("mcp-session-id").orElseThrow();
    }

    private HttpResponse<String> with(String method, String token, String... headers) throws Exception {
        return gateway.send(gateway.request("/mcp/everything", headers)
                .header("authorization", "Bearer " + token)
                .header("content-type", "application/json")
                .method(
                        method,
                        method.equals("POST")
                                ? BodyPublishers.ofString(TestGateway.call("tools/list"))
                                : BodyPublishers.noBody()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "GET", "DELETE"})
    void ownSessionThenTheUpstreamSeesItsOwnId(String method) throws Exception {
        String session = opened(token("cus"));

        // another token of the same person: tokens live for an hour, sessions longer
        assertThat(with(method, token("cus"), "mcp-session-id", session).statusCode())
                .isEqualTo(200);

        Received seen = gateway.upstream.take();
        assertThat(seen.headers().stream()
                        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("mcp-session-id")))
                .containsExactly("mcp-session-id: " + RAW);
        assertThat(session).startsWith(RAW + ".").matches("[\\x21-\\x7E]+");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "GET", "DELETE"})
    void sessionOfAnotherOrOfNobodyThenUnknownAndTheUpstreamIsNotAsked(String method) throws Exception {
        String session = opened(token("cus"));
        String mallory = token("mallory");
        List<String> wrong = new ArrayList<>(List.of(session, RAW, RAW + ".", ".", "x", session + "A", "." + session));
        wrong.add(session.substring(0, session.length() - 1));
        wrong.add(session.replace(RAW, RAW + "x"));

        for (String id : wrong) {
            String by = id.equals(session) ? mallory : token("cus");
            HttpResponse<String> answer = with(method, by, "mcp-session-id", id);

            assertThat(answer.statusCode()).as(id).isEqualTo(404);
            assertThat(answer.headers().firstValue("content-type")).contains("application/json");
            assertThat(answer.body()).contains("\"code\":-32001").doesNotContain(RAW);
        }
        assertThat(with(method, token("cus"), "mcp-session-id", session, "mcp-session-id", session)
                        .statusCode())
                .isIn(400, 404);
        assertThat(gateway.upstream.sawNothing()).isTrue();
    }

    @Test
    void sessionOfAnotherServerThenUnknown() throws Exception {
        String session = opened(token("cus"));
        if (gateway.get("/mcp/sessions").statusCode() == 404) {
            gateway.add(gateway.server("sessions"));
        }
        TestToken elsewhere = gateway.token("sessions").claim("sub", "cus");

        HttpResponse<String> there = gateway.post(
                "/mcp/sessions", elsewhere.sign(), TestGateway.call("tools/list"), "mcp-session-id", session);

        assertThat(there.statusCode()).isEqualTo(404);
        assertThat(gateway.upstream.sawNothing()).isTrue();
    }

    @Test
    void revisionWithoutSessionsThenWhatIsNotOursIsDroppedAndNotRefused() throws Exception {
        String session = opened(token("cus"));

        for (String id : List.of(RAW, "left-over", session)) {
            assertThat(with(
                                    "POST",
                                    token("mallory"),
                                    "mcp-session-id",
                                    id,
                                    "mcp-protocol-version",
                                    "2026-07-28",
                                    "mcp-method",
                                    "tools/list")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(gateway.upstream.take().has("mcp-session-id")).isFalse();
        }
    }
}
