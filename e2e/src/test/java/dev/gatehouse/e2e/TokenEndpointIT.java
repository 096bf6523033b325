package dev.gatehouse.e2e;

import static dev.gatehouse.e2e.harness.MachineAnswers.assertOAuthError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.e2e.harness.Answer;
import dev.gatehouse.e2e.harness.AuthorizationRequest;
import dev.gatehouse.e2e.harness.Demo;
import dev.gatehouse.e2e.harness.Eventually;
import dev.gatehouse.e2e.harness.McpApp;
import dev.gatehouse.e2e.harness.McpConnection;
import dev.gatehouse.e2e.harness.Person;
import dev.gatehouse.e2e.harness.Tokens;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Codes, refresh tokens, scopes and resources, as honest and dishonest clients use them. */
class TokenEndpointIT {

    private final Demo demo = Demo.shared();
    private McpApp app;

    @BeforeEach
    void install() {
        app = McpApp.installedFor(demo.mcp("everything"));
    }

    @Test
    void accessTokenSaysWhatRfc9068WantsAndNothingSpare() {
        Tokens tokens = app.connect(Person.CUS);

        assertThat(tokens.header().path("typ").asString()).isEqualTo("at+jwt");
        assertThat(tokens.header().path("alg").asString()).isEqualTo("ES256");
        assertThat(tokens.claims().propertyNames())
                .containsExactlyInAnyOrder(
                        "iss", "sub", "aud", "client_id", "scope", "account", "sid", "jti", "iat", "exp");
        assertThat(tokens.claims().path("iss").asString()).isEqualTo(demo.issuer());
        assertThat(tokens.claims().path("aud").asString()).isEqualTo(app.mcpUrl());
        assertThat(tokens.claims().path("client_id").asString()).isEqualTo(app.clientId());
        assertThat(tokens.claims().path("exp").asLong()
                        - tokens.claims().path("iat").asLong())
                .isEqualTo(3600);
    }

    @Test
    void fiveHonestProcessesRefreshAtOnceThenAllGoOnWithOneToken() throws Exception {
        Tokens tokens = app.connect(Person.CUS);

        List<Tokens> refreshed = together(5, () -> Tokens.of(app.refresh(tokens.refresh())));

        assertThat(refreshed.stream().map(Tokens::refresh).distinct()).hasSize(1);
        assertThat(refreshed.stream().map(Tokens::access).distinct()).hasSize(5);
        assertThat(refreshed)
                .allSatisfy(one -> assertThat(McpConnection.status(app.mcpUrl(), one.access()))
                        .isEqualTo(200));
        Tokens.of(app.refresh(refreshed.get(0).refresh()));
    }

    @Test
    void codeRedeemedByManyAtOnceThenAtMostOneHasTokensAndNoneOfThemLast() throws Exception {
        AuthorizationRequest request = app.request();
        String code = app.authorize(request, Person.CUS).code();

        List<Answer> answers = together(4, () -> app.exchange(code, request, Map.of()));

        assertThat(answers.stream().filter(answer -> answer.status() == 200)).hasSizeLessThanOrEqualTo(1);
        answers.stream()
                .filter(answer -> answer.status() != 200)
                .forEach(refused -> assertOAuthError(refused, 400, "invalid_grant"));
        answers.stream()
                .filter(answer -> answer.status() == 200)
                .map(Tokens::of)
                .forEach(tokens -> assertOAuthError(app.refresh(tokens.refresh()), 400, "invalid_grant"));
    }

    @Test
    void codeReplayedThenEverythingThatCameOfItDies() {
        AuthorizationRequest request = app.request();
        String code = app.authorize(request, Person.CUS).code();
        Tokens tokens = Tokens.of(app.exchange(code, request, Map.of()));

        assertOAuthError(app.exchange(code, request, Map.of()), 400, "invalid_grant");

        assertOAuthError(app.refresh(tokens.refresh()), 400, "invalid_grant");
        Eventually.within(
                Eventually.A_SECOND,
                "the access token is refused",
                () -> McpConnection.status(app.mcpUrl(), tokens.access()) == 401);
    }

    @Test
    void olderRefreshTokenReusedThenTheFamilyDies() {
        Tokens first = app.connect(Person.CUS);
        Tokens second = Tokens.of(app.refresh(first.refresh()));
        Tokens third = Tokens.of(app.refresh(second.refresh()));

        assertOAuthError(app.refresh(first.refresh()), 400, "invalid_grant");

        assertOAuthError(app.refresh(third.refresh()), 400, "invalid_grant");
        Eventually.within(
                Eventually.A_SECOND,
                "the access token is refused",
                () -> McpConnection.status(app.mcpUrl(), third.access()) == 401);
    }

    @Test
    void verifierClientRedirectOrResourceWrongThenNoTokens() {
        AuthorizationRequest request = app.request();
        for (Map<String, String> wrong : List.of(
                Map.of("code_verifier", "a".repeat(43)), Map.of("redirect_uri", "http://127.0.0.1:33999/elsewhere"))) {
            assertOAuthError(
                    app.exchange(app.authorize(request, Person.CUS).code(), request, wrong), 400, "invalid_grant");
        }
        McpApp another = McpApp.anotherFor(demo.mcp("everything"));
        assertOAuthError(
                app.exchange(
                        app.authorize(request, Person.CUS).code(), request, Map.of("client_id", another.clientId())),
                400,
                "invalid_grant");
        assertOAuthError(
                app.exchange(app.authorize(request, Person.CUS).code(), request, Map.of("resource", demo.mcp("notes"))),
                400,
                "invalid_target");
    }

    @Test
    void resourceMissingOrUnknownThenInvalidTarget() {
        assertThat(app.authorize(app.request().without("resource"), Person.CUS).get("error"))
                .isEqualTo("invalid_target");
        assertThat(app.authorize(app.request().with("resource", demo.mcp("nowhere")), Person.CUS)
                        .get("error"))
                .isEqualTo("invalid_target");
    }

    @Test
    void resourceMissingAtTheTokenEndpointThenTheAuthorizationsHolds() {
        AuthorizationRequest request = app.request();
        String code = app.authorize(request, Person.CUS).code();
        Tokens tokens = Tokens.of(app.token(Map.of(
                "grant_type", "authorization_code",
                "code", code,
                "client_id", app.clientId(),
                "redirect_uri", request.get("redirect_uri"),
                "code_verifier", request.verifier())));

        assertThat(tokens.claims().path("aud").asString()).isEqualTo(app.mcpUrl());
    }

    @Test
    void scopeNotAskedOrUnknownThenBothOrNoneOfIt() {
        assertThat(app.connect(Person.CUS, app.request().without("scope")).scope())
                .isEqualTo("mcp:read mcp:write");
        assertThat(app.connect(Person.CUS, app.request().with("scope", "openid mcp:read"))
                        .scope())
                .isEqualTo("mcp:read");
        assertThat(app.connect(Person.CUS, app.request().with("scope", "mcp:write"))
                        .scope())
                .isEqualTo("mcp:read mcp:write");
    }

    @Test
    void codexAsksForOfflineAccessAndRepeatsItAtRefreshThenItGoesOn() {
        String asked = "mcp:read offline_access";
        Tokens tokens = app.connect(Person.CUS, app.request().with("scope", asked));
        assertThat(tokens.scope()).isEqualTo(asked);
        assertThat(tokens.claims().path("scope").asString()).isEqualTo("mcp:read");

        Tokens refreshed = Tokens.of(app.refresh(tokens.refresh(), Map.of("scope", asked)));

        assertThat(refreshed.claims().path("scope").asString()).isEqualTo("mcp:read");
        assertOAuthError(app.refresh(refreshed.refresh(), Map.of("scope", "mcp:write")), 400, "invalid_scope");
        Tokens.of(app.refresh(refreshed.refresh()));
    }

    @Test
    void narrowedAtRefreshThenTheAccessTokenIsNarrowAndTheGrantIsNot() {
        Tokens tokens = app.connect(Person.CUS);

        Tokens narrow = Tokens.of(app.refresh(tokens.refresh(), Map.of("scope", "mcp:read")));
        assertThat(narrow.claims().path("scope").asString()).isEqualTo("mcp:read");

        Tokens wide = Tokens.of(app.refresh(narrow.refresh()));
        assertThat(wide.claims().path("scope").asString()).isEqualTo("mcp:read mcp:write");
    }

    @Test
    void resourceOfAnotherServerAtRefreshThenInvalidTargetAndTheTokenIsNotUsedUp() {
        Tokens tokens = app.connect(Person.CUS);

        assertOAuthError(app.refresh(tokens.refresh(), Map.of("resource", demo.mcp("notes"))), 400, "invalid_target");

        Tokens.of(app.refresh(tokens.refresh()));
    }

    @Test
    void revokedByItsClientThenTheGatewayRefusesWithinASecond() {
        Tokens byRefresh = app.connect(Person.CUS);
        Tokens byAccess = app.connect(Person.CUS);
        McpApp another = McpApp.anotherFor(demo.mcp("everything"));
        assertThat(another.revoke(byRefresh.refresh()).status()).isIn(200, 400);
        Tokens stillGood = Tokens.of(app.refresh(byRefresh.refresh()));

        assertThat(app.revoke(stillGood.refresh()).status()).isEqualTo(200);
        assertThat(app.revoke(byAccess.access()).status()).isEqualTo(200);

        Eventually.within(
                Eventually.A_SECOND,
                "the access tokens are refused",
                () -> Stream.of(byRefresh, stillGood, byAccess)
                        .allMatch(tokens -> McpConnection.status(app.mcpUrl(), tokens.access()) == 401));
        assertOAuthError(app.refresh(stillGood.refresh()), 400, "invalid_grant");
    }

    private static <T> List<T> together(int times, Callable<T> action) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(times);
        try {
            return threads.invokeAll(Stream.generate(() -> action).limit(times).toList()).stream()
                    .map(TokenEndpointIT::result)
                    .toList();
        } finally {
            threads.shutdownNow();
        }
    }

    private static <T> T result(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }
}
