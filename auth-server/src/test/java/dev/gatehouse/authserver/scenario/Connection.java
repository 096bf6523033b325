package dev.gatehouse.authserver.scenario;

import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.authserver.testing.TestBrowser;
import dev.gatehouse.authserver.testing.TestRequest;
import dev.gatehouse.authserver.testing.TestServer;
import java.net.http.HttpResponse;
import java.text.ParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** An installation of a client that a person connects to a server: the whole way, over HTTP. */
final class Connection {

    private final TestServer server;
    private final String clientId;
    private @Nullable JsonNode tokens;
    private @Nullable HttpResponse<String> last;

    Connection(TestServer server, String clientId) {
        this.server = server;
        this.clientId = clientId;
    }

    /** Signs in where asked, allows, redeems the code; answers {@code ok} or the error that the client sees. */
    String connect(TestBrowser browser, String email, String resource, @Nullable String scope) {
        TestRequest request = TestRequest.of(clientId).with("resource", resource);
        if (scope != null) {
            request.with("scope", scope);
        }
        HttpResponse<String> page = browser.authorize(request, email);
        if (page.statusCode() == 200 && page.body().contains("name=\"decision\"")) {
            page = browser.submit(page, Map.of("decision", "allow"));
        }
        if (page.body().contains("name=\"password\"")) {
            return "sign_in_refused";
        }
        if (page.statusCode() != 302) {
            return "page " + page.statusCode();
        }
        Map<String, String> answer = TestServer.query(TestBrowser.location(page));
        if (answer.get("code") == null) {
            return String.valueOf(answer.get("error"));
        }
        return tokens(TestRequest.redemption(answer.get("code"), clientId));
    }

    /** Uses the newest refresh token; answers {@code ok} or the error. */
    String refresh() {
        Map<String, String> form = new HashMap<>();
        form.put("grant_type", "refresh_token");
        form.put("client_id", clientId);
        form.put("refresh_token", refreshToken());
        return tokens(form);
    }

    /** RFC 7009, by the client. */
    int revoke() {
        return server.post("/oauth2/revoke", Map.of("token", refreshToken(), "client_id", clientId))
                .statusCode();
    }

    private String tokens(Map<String, String> form) {
        last = server.post("/oauth2/token", form);
        JsonNode answer = TestServer.json(last);
        if (last.statusCode() == 200) {
            tokens = answer;
            return "ok";
        }
        return answer.path("error").asString();
    }

    String accessToken() {
        return got().get("access_token").stringValue();
    }

    String scope() {
        return got().get("scope").stringValue();
    }

    /** A member of the token endpoint's last good answer. */
    JsonNode got() {
        if (tokens == null) {
            throw new AssertionError("never got a token");
        }
        return tokens;
    }

    /** The access token's claims. */
    Map<String, Object> claims() {
        try {
            return SignedJWT.parse(accessToken()).getJWTClaimsSet().toJSONObject();
        } catch (ParseException e) {
            throw new AssertionError(e);
        }
    }

    /** The authorization that it all rests on. */
    UUID authorization() {
        return UUID.fromString(String.valueOf(claims().get("sid")));
    }

    private String refreshToken() {
        return got().get("refresh_token").stringValue();
    }

    @Override
    public String toString() {
        return last == null ? "nothing was asked yet" : last.statusCode() + " " + last.body();
    }
}
