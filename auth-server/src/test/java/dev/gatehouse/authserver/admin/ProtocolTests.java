package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.admin.AdminApi.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every route has in common: problem documents, and the strict reading of requests. */
class ProtocolTests {

    private final AccountFixture demo = new AccountFixture();
    private final String good = "{\"name\":\"x\",\"slug\":\"s-" + demo.mark + "\",\"upstreamUrl\":\"http://h/x\"}";

    @Test
    void problemWhenAnythingIsRefusedThenHasTheMembersOfRfc9457AndAReason() {
        Answer problem = demo.api.header("Accept", "text/html").get("/users/" + UUID.randomUUID());

        assertThat(problem.status()).isEqualTo(404);
        assertThat(problem.header("Content-Type")).isEqualTo("application/problem+json");
        Set<String> members = new TreeSet<>(problem.json().propertyNames());
        assertThat(members).containsExactly("detail", "reason", "status", "title", "type");
        assertThat(problem.json().get("status").asInt()).isEqualTo(404);
        assertThat(problem.json().get("title").asString()).isEqualTo("Not Found");
    }

    @Test
    void problemWithoutASentenceThenHasNoDetail() {
        for (Answer problem : List.of(demo.api.get("/nothing"), demo.api.delete("/me"))) {
            assertThat(new TreeSet<>(problem.json().propertyNames()))
                    .containsExactly("reason", "status", "title", "type");
        }
    }

    @Test
    void routeWhenUnknownThenThereIsNone() {
        for (String path : List.of(
                "/nothing",
                "/users/" + demo.cus + "/nothing",
                "/identity-providers/" + UUID.randomUUID() + "/nothing",
                "/api/v2/users",
                "/api/",
                "/users/",
                "/api/v1//users/x")) {
            Answer answer = demo.api.get(path);
            assertThat(answer.status()).as(path).isIn(400, 404);
            assertThat(answer.header("Content-Type")).as(path).isEqualTo("application/problem+json");
        }
        assertThat(demo.api.get("/nothing").outcome()).isEqualTo("404 NOT_FOUND");
        assertThat(demo.api
                        .post("/identity-providers/" + UUID.randomUUID() + "/nothing", null)
                        .outcome())
                .isEqualTo("404 NOT_FOUND");
    }

    @Test
    void membersThatNobodyKnowsThenAFewAreNamedShortAndPrinted() {
        assertThat(detail("colour")).isEqualTo("there are unknown members: `colour`");
        assertThat(detail("\u202ex\n\u00e9")).isEqualTo("there are unknown members: `\\u202ex\\u000a\\u00e9`");
        assertThat(detail("y".repeat(51))).isEqualTo("there are unknown members: `" + "y".repeat(50) + "`");
        assertThat(detail("a", "b", "c", "d", "e", "f", "g"))
                .isEqualTo("there are unknown members: `a`, `b`, `c`, `d`, `e` and 2 more");
    }

    private String detail(String... unknown) {
        Map<String, Object> body = new HashMap<>();
        List.of(unknown).forEach(name -> body.put(name, 1));
        Answer answer = demo.api.post("/servers", body);
        assertThat(answer.outcome()).isEqualTo("400 MALFORMED_REQUEST");
        return answer.json().path("detail").asString();
    }

    @Test
    void methodWhenWrongThenNamesTheRightOnes() {
        Answer answer = demo.api.delete("/servers");

        assertThat(answer.outcome()).isEqualTo("405 METHOD_NOT_ALLOWED");
        assertThat(List.of(String.valueOf(answer.header("Allow")).split(", ")))
                .containsExactlyInAnyOrder("GET", "POST");
        assertThat(demo.api.put("/users", object()).outcome()).isEqualTo("405 METHOD_NOT_ALLOWED");
        assertThat(demo.api.send("BREW", "/users", null).outcome()).isEqualTo("400 BAD_REQUEST");
    }

    @Test
    void optionsAndHeadWhenAskedThenAreAnsweredWithoutABody() {
        Answer options = demo.as(demo.cus).send("OPTIONS", "/servers", null);
        assertThat(options.status()).isEqualTo(200);
        assertThat(String.valueOf(options.header("Allow"))).contains("GET").contains("POST");
        assertThat(options.text()).isEmpty();
        Answer head = demo.api.send("HEAD", "/servers", null);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.text()).isEmpty();
        assertThat(demo.as(demo.cus).send("HEAD", "/servers", null).status()).isEqualTo(403);
        assertThat(AdminApi.anonymous().send("OPTIONS", "/servers", null).outcome())
                .isEqualTo("401 UNAUTHENTICATED");
    }

    @Test
    void bodyWhenNotJsonThenSaysSo() {
        for (String type : List.of(
                "text/plain", "application/x-www-form-urlencoded", "application/xml", "text/json", "nonsense")) {
            assertThat(demo.api
                            .header("Content-Type", type)
                            .post("/servers", good)
                            .outcome())
                    .as(type)
                    .isEqualTo("415 UNSUPPORTED_MEDIA_TYPE");
        }
        assertThat(demo.api.post("/servers", null).outcome()).isEqualTo("415 UNSUPPORTED_MEDIA_TYPE");
        Answer multipart = demo.api
                .header("Content-Type", "multipart/form-data; boundary=x")
                .post("/servers", "--x--\r\n");
        assertThat(multipart.status()).isIn(400, 415);
        assertThat(multipart.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(demo.api
                        .header("Content-Type", "application/json; charset=utf-8")
                        .post("/servers", good)
                        .outcome())
                .isEqualTo("201");
    }

    @Test
    void bodyWhenMergePatchThenIsTaken() {
        UUID server = demo.server("notes");
        assertThat(demo.api
                        .header("Content-Type", "application/merge-patch+json")
                        .patch("/servers/" + server, object("name", "x"))
                        .outcome())
                .isEqualTo("200");
    }

    @Test
    void bodyWhenMalformedThenSaysSo() {
        for (String body : List.of(
                "",
                "{",
                "[]",
                "null",
                "\"x\"",
                "{} {}",
                good + "x",
                "{'name':'x'}",
                "{\"name\":\"a\",\"name\":\"b\"}",
                "{\"a\":{\"b\":1,\"b\":2}}",
                "{\"name\":NaN}",
                "[".repeat(5_000),
                "{\"a\":".repeat(5_000))) {
            assertThat(demo.api.post("/servers", body).outcome())
                    .as(body.substring(0, Math.min(40, body.length())))
                    .isEqualTo("400 MALFORMED_REQUEST");
        }
    }

    @Test
    void bodyWhenTooLargeThenIsNotRead() {
        String large = "{\"name\":\"" + "x".repeat(64 * 1024) + "\"}";
        assertThat(demo.api.post("/servers", large).outcome()).isEqualTo("413 CONTENT_TOO_LARGE");
        String justFits = "{\"name\":\"" + "x".repeat(64 * 1024 - 11) + "\"}";
        assertThat(demo.api.post("/servers", justFits).outcome()).isEqualTo("422 INVALID_VALUE");
    }

    @Test
    void bodyWhenEndlessThenIsCutOff() throws IOException {
        String token = demo.token(demo.ada, null, java.time.Duration.ofHours(1));
        try (Socket socket = new Socket("127.0.0.1", AdminApi.port())) {
            socket.setSoTimeout(10_000);
            StringBuilder request = new StringBuilder("POST /api/v1/servers HTTP/1.1\r\nHost: localhost\r\n"
                    + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\nAuthorization: Bearer "
                    + token + "\r\n\r\n");
            for (int i = 0; i < 70; i++) {
                request.append("400\r\n").append("x".repeat(1024)).append("\r\n");
            }
            socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            InputStream in = socket.getInputStream();
            String status = new String(in.readNBytes(12), StandardCharsets.US_ASCII);
            assertThat(status).isEqualTo("HTTP/1.1 413");
        }
    }

    @Test
    void pageWhenParametersAreWrongThenRefuses() {
        for (String query : List.of(
                "limit=0",
                "limit=201",
                "limit=-1",
                "limit=x",
                "limit=",
                "limit=99999999999",
                "cursor=",
                "cursor=x",
                "cursor=" + "A".repeat(23))) {
            for (String path : List.of("/users", "/servers", "/identity-providers")) {
                assertThat(demo.api.get(path + "?" + query).outcome())
                        .as(path + "?" + query)
                        .isEqualTo("422 INVALID_VALUE");
            }
        }
        assertThat(demo.api.get("/users?limit=200").outcome()).isEqualTo("200");
    }

    @Test
    void answerWhenTheFirewallRefusesThenIsStillAProblem() {
        for (String path : List.of("/users/%2e%2e/x", "/users/;x=1", "/users/a%0ab")) {
            Answer answer = demo.api.get(path);
            assertThat(answer.outcome()).as(path).isEqualTo("400 BAD_REQUEST");
        }
    }

    @Test
    void answerWhenAnyThenIsNotStoredAndSetsNoCookie() {
        Answer answer = demo.api.get("/users");
        assertThat(answer.header("Cache-Control")).contains("no-store");
        assertThat(answer.header("Set-Cookie")).isNull();
        assertThat(answer.header("Content-Type")).startsWith("application/json");
    }
}
