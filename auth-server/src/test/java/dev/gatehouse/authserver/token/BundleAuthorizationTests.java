package dev.gatehouse.authserver.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.authserver.testing.AuthServerTest;
import dev.gatehouse.authserver.testing.TestBrowser;
import dev.gatehouse.authserver.testing.TestBundle;
import dev.gatehouse.authserver.testing.TestDemo;
import dev.gatehouse.authserver.testing.TestRequest;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.grant.GrantRepository;
import dev.gatehouse.db.grant.ReachChanges;
import dev.gatehouse.db.server.ExternalIdpRepository;
import dev.gatehouse.db.server.ExternalIdpRow;
import dev.gatehouse.db.server.ServerRepository;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.policy.scope.Scopes;
import dev.gatehouse.policy.server.RevocationMode;
import java.net.http.HttpResponse;
import java.text.ParseException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** A person whom nothing but a team lets in connects through a bundle: a resource of its own, with tokens of its own. */
@AuthServerTest
class BundleAuthorizationTests {

    private static final String MO = "mo@demo.example";
    private static final String INACTIVE = "{\"active\":false}";

    @Autowired
    TestServer http;

    @Autowired
    TestDemo demo;

    @Autowired
    ServerRepository servers;

    @Autowired
    ExternalIdpRepository providers;

    @Autowired
    GrantRepository grants;

    @Autowired
    ReachChanges changes;

    @Autowired
    JdbcClient jdbc;

    private MembershipRow mo;
    private ServerRow server;
    private TestBundle bundle;
    private String resource;
    private String client;
    private String credential;

    @BeforeEach
    void team() {
        mo = demo.member("mo");
        server = demo.newServer();
        bundle = newBundle("Engineering <b>");
        resource = bundle.carry(server);
        client = http.register("http://127.0.0.1/callback");
        credential = demo.credential(server);
    }

    private TestBundle newBundle(String name) {
        TestBundle made = TestBundle.create(jdbc, mo.accountId(), name);
        made.join(mo);
        return made;
    }

    private TestRequest request(String of) {
        return TestRequest.of(client).with("resource", of);
    }

    private String code(String of) {
        return http.browser().allow(request(of), MO).get("code");
    }

    private HttpResponse<String> redeem(String code, String of) {
        Map<String, String> form = new HashMap<>(TestRequest.redemption(code, client));
        if (!of.isEmpty()) {
            form.put("resource", of);
        }
        return http.post("/oauth2/token", form);
    }

    private JsonNode connect(String of) {
        return TestServer.json(redeem(code(of), ""));
    }

    private HttpResponse<String> refresh(JsonNode tokens, String of) {
        Map<String, String> form = new HashMap<>(Map.of(
                "grant_type",
                "refresh_token",
                "refresh_token",
                tokens.path("refresh_token").asString(),
                "client_id",
                client));
        if (!of.isEmpty()) {
            form.put("resource", of);
        }
        return http.post("/oauth2/token", form);
    }

    private JsonNode introspect(String by, JsonNode tokens) {
        return demo.introspect(by, tokens.path("access_token").asString());
    }

    private boolean active(JsonNode tokens) {
        return introspect(credential, tokens).path("active").booleanValue();
    }

    private static String error(HttpResponse<String> answer) {
        return answer.statusCode() + " " + TestServer.json(answer).path("error").asString();
    }

    private static JWTClaimsSet claims(JsonNode tokens) {
        try {
            return SignedJWT.parse(tokens.path("access_token").asString()).getJWTClaimsSet();
        } catch (ParseException e) {
            throw new AssertionError(e);
        }
    }

    private static String sid(JsonNode tokens) {
        return String.valueOf(claims(tokens).getClaim("sid"));
    }

    /** What is revoked for gateways. */
    private String feed() {
        return http.send(http.request("/internal/v1/snapshot")
                        .header("Authorization", "Bearer " + TestServer.GATEWAY_SECRET))
                .body();
    }

    private String refusal(String of) {
        HttpResponse<String> answer = http.browser().authorize(request(of), MO);
        return TestServer.query(TestBrowser.location(answer)).get("error");
    }

    @Test
    void teamMemberConnectsThroughTheBundleThenTheTokensAreForTheAssignmentAlone() {
        JsonNode tokens = connect(resource);
        assertThat(claims(tokens).getAudience()).containsExactly(resource);
        assertThat(tokens.path("scope").asString()).isEqualTo("mcp:read mcp:write");

        JsonNode next = TestServer.json(refresh(tokens, resource));
        assertThat(claims(next).getAudience()).containsExactly(resource);
        assertThat(claims(TestServer.json(refresh(next, ""))).getAudience()).containsExactly(resource);

        JsonNode told = introspect(credential, tokens);
        assertThat(told.path("active").booleanValue()).isTrue();
        assertThat(told.path("aud").toString()).contains(resource);
        assertThat(introspect(demo.credential(demo.newServer()), tokens)).hasToString(INACTIVE);
        assertThat(refusal(server.resource())).isEqualTo("access_denied");
    }

    @Test
    void consentAndSignInThenServerAndBundleAreNamed() {
        String words = "<bdi>Everything &amp; more</bdi>, through <bdi>Engineering &lt;b&gt;</bdi>";
        TestBrowser browser = http.browser();
        HttpResponse<String> signIn = browser.open(request(resource).url());
        assertThat(signIn.body()).contains("Sign in").contains(words);
        HttpResponse<String> consent = browser.authorize(request(resource), MO);
        assertThat(consent.body()).contains("Allow").contains(words + "?").contains(resource);

        demo.grant(mo, server, Scopes.ALL);
        assertThat(http.browser().authorize(request(server.resource()), MO).body())
                .contains("<bdi>Everything &amp; more</bdi>?")
                .doesNotContain("through <bdi>");
    }

    @Test
    void anotherResourceAtTheTokenEndpointThenInvalidTargetAndTheGrantGoesOn() {
        TestBundle second = newBundle("Second");
        String other = second.carry(server);
        String code = code(resource);
        for (String wrong : List.of(server.resource(), other, TestServer.EVERYTHING, resource + "/x")) {
            assertThat(error(redeem(code, wrong))).isEqualTo("400 invalid_target");
        }
        JsonNode tokens = TestServer.json(redeem(code, resource + "/"));
        assertThat(error(refresh(tokens, other))).isEqualTo("400 invalid_target");
        assertThat(error(refresh(tokens, server.resource()))).isEqualTo("400 invalid_target");
        assertThat(refresh(tokens, resource).statusCode()).isEqualTo(200);
    }

    @Test
    void teamDisabledThenRefreshIsRefusedForGoodAndTheTokenLivesOn() {
        JsonNode tokens = connect(resource);
        String late = code(resource);

        bundle.team(false, changes);

        assertThat(error(refresh(tokens, ""))).isEqualTo("400 invalid_grant");
        assertThat(error(redeem(late, ""))).isEqualTo("400 invalid_grant");
        assertThat(active(tokens)).isTrue();
        assertThat(feed()).doesNotContain(sid(tokens));
        assertThat(refusal(resource)).isEqualTo("access_denied");
        bundle.team(true, changes);
        assertThat(error(refresh(tokens, ""))).isEqualTo("400 invalid_grant");
        assertThat(connect(resource).path("access_token").isString()).isTrue();
    }

    @Test
    void teamDisabledOnAnImmediateServerThenTheTokenIsDeadAtOnce() {
        demo.change(server, row -> row.revocationMode(RevocationMode.IMMEDIATE));
        JsonNode tokens = connect(resource);
        assertThat(active(tokens)).isTrue();

        // the row alone, without what follows from it: introspection reads the reach of today
        jdbc.sql("update bundle set enabled = false where id = ?")
                .param(bundle.id())
                .update();

        assertThat(introspect(credential, tokens)).hasToString(INACTIVE);
        bundle.enabled(true, changes);
        JsonNode again = connect(resource);
        bundle.team(false, changes);
        assertThat(introspect(credential, again)).hasToString(INACTIVE);
        assertThat(feed()).contains(sid(again));
    }

    @Test
    void serverItselfAndTwoBundlesThenThreeAuthorizationsThatDoNotTouchEachOther() {
        demo.grant(mo, server, Scopes.ALL);
        TestBundle second = newBundle("Second");
        String other = second.carry(server);
        JsonNode direct = connect(server.resource());
        JsonNode first = connect(resource);
        JsonNode through = connect(other);
        assertThat(List.of(claims(direct), claims(first), claims(through)).stream()
                        .map(claims -> claims.getAudience().get(0)))
                .containsExactly(server.resource(), resource, other);

        changes.apply(List.of(mo.id()), "system", () -> grants.delete(mo.id(), server.id()));
        assertThat(error(refresh(direct, ""))).isEqualTo("400 invalid_grant");
        JsonNode firstNext = TestServer.json(refresh(first, ""));
        assertThat(firstNext.path("access_token").isString()).isTrue();

        bundle.enabled(false, changes);
        assertThat(error(refresh(firstNext, ""))).isEqualTo("400 invalid_grant");
        JsonNode throughNext = TestServer.json(refresh(through, ""));
        assertThat(throughNext.path("access_token").isString()).isTrue();

        http.post(
                "/oauth2/revoke",
                Map.of("token", throughNext.path("refresh_token").asString(), "client_id", client));
        assertThat(error(refresh(throughNext, ""))).isEqualTo("400 invalid_grant");
        assertThat(active(throughNext)).isFalse();
        assertThat(active(first)).isTrue();
        assertThat(active(direct)).isTrue();
    }

    @Test
    void bundleClosedThenWhoIsGrantedTheServerKeepsTheFamilyAndIsTold() {
        demo.grant(mo, server, Scopes.ALL);
        JsonNode tokens = connect(resource);

        bundle.enabled(false, changes);

        assertThat(error(refresh(tokens, ""))).isEqualTo("503 temporarily_unavailable");
        assertThat(refusal(resource)).isEqualTo("temporarily_unavailable");
        bundle.enabled(true, changes);
        assertThat(refresh(tokens, "").statusCode()).isEqualTo(200);
    }

    @Test
    void bundleOrServerDeletedThenTheResourceIsUnknownAndItsTokensAreDead() {
        JsonNode tokens = connect(resource);

        bundle.delete(changes);

        assertThat(refusal(resource)).isEqualTo("invalid_target");
        assertThat(error(refresh(tokens, ""))).isEqualTo("400 invalid_grant");
        assertThat(introspect(credential, tokens)).hasToString(INACTIVE);

        String again = newBundle("Again").carry(server);
        demo.change(server, row -> row.deletedAt(Instant.now()));
        assertThat(refusal(again)).isEqualTo("invalid_target");
    }

    @Test
    void externalProviderGovernsTheServerThenNothingIsIssuedForTheAssignmentAndTheFamilyIsKept() {
        UUID provider = providers
                .save(new ExternalIdpRow(
                        UUID.randomUUID(),
                        mo.accountId(),
                        "Elsewhere",
                        "https://idp.test",
                        "https://audience.test",
                        ExternalIdpRow.Validation.JWKS,
                        "https://idp.test/jwks",
                        null,
                        null,
                        null,
                        "mcp",
                        null,
                        0))
                .id();
        JsonNode tokens = connect(resource);
        String code = code(resource);

        demo.change(server, row -> row.identityProvider(provider));

        assertThat(refusal(resource)).isEqualTo("invalid_target");
        assertThat(error(redeem(code, ""))).isEqualTo("400 invalid_grant");
        assertThat(error(refresh(tokens, ""))).isEqualTo("400 invalid_grant");
        assertThat(introspect(credential, tokens)).hasToString(INACTIVE);
        demo.change(server, row -> row.identityProvider(null));
        assertThat(refresh(tokens, "").statusCode()).isEqualTo(200);
    }

    @Test
    void resourceOfNoAssignmentThenInvalidTargetBeforeAnyoneSignsIn() {
        for (String none : List.of(
                TestServer.GATEWAY + "/mcp/" + bundle.slug(),
                TestServer.GATEWAY + "/mcp/" + bundle.slug() + "/everything",
                TestServer.GATEWAY + "/mcp/nobody/" + server.slug(),
                resource + "/more")) {
            HttpResponse<String> answer = http.browser().open(request(none).url());
            assertThat(TestServer.query(TestBrowser.location(answer))).containsEntry("error", "invalid_target");
        }
    }
}
