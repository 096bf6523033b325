package dev.gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.gatehouse.e2e.harness.Answer;
import dev.gatehouse.e2e.harness.Canaries;
import dev.gatehouse.e2e.harness.Demo;
import dev.gatehouse.e2e.harness.Discovery;
import dev.gatehouse.e2e.harness.Eventually;
import dev.gatehouse.e2e.harness.McpApp;
import dev.gatehouse.e2e.harness.MintedIssuer;
import dev.gatehouse.e2e.harness.Person;
import dev.gatehouse.e2e.harness.Sample;
import dev.gatehouse.e2e.harness.Sample.Language;
import dev.gatehouse.e2e.harness.Tokens;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The samples of docs/servers.md do what the document says, in every language that is at hand. */
class SamplesIT {

    private static final String RESOURCE = "https://mcp.example/tools";

    private static final Duration BEFORE_KEYS_ARE_FETCHED_AGAIN = Duration.ofSeconds(6);

    private final Demo demo = Demo.shared();
    private final McpApp app = McpApp.installedFor(demo.mcp("everything"));

    @ParameterizedTest
    @EnumSource
    void byKeySetThenOnlyGoodTokensOfThisServerGetIn(Language language) {
        assumeAtHand(language, Sample.PYJWT);
        try (Sample sample = Sample.start(language, demo.issuer(), app.mcpUrl(), Map.of())) {
            assertGuards(sample);
        }
    }

    @ParameterizedTest
    @EnumSource
    void byIntrospectionThenOnlyGoodTokensOfThisServerGetInAndRevokedOnesNoMore(Language language) {
        assumeAtHand(language, "");
        JsonNode credentials = JsonMapper.shared().readTree(demo.line("everything-introspection.json"));
        Map<String, String> own = Map.of(
                "CLIENT_ID", credentials.path("client_id").asString(),
                "CLIENT_SECRET", Canaries.note(credentials.path("client_secret").asString()));
        try (Sample sample = Sample.start(language, demo.issuer(), app.mcpUrl(), own)) {
            Tokens tokens = assertGuards(sample);
            app.revoke(tokens.refresh());
            assertInvalidToken(sample, tokens.access());
        }
        Map<String, String> wrong = Map.of("CLIENT_ID", own.get("CLIENT_ID"), "CLIENT_SECRET", "not-the-secret");
        try (Sample sample = Sample.start(language, demo.issuer(), app.mcpUrl(), wrong)) {
            assertThat(sample.answer("GET", app.connect(Person.CUS).access()).status())
                    .isEqualTo(503);
        }
    }

    @ParameterizedTest
    @EnumSource
    void byKeySetThenTokensThatGatehouseWouldNeverMakeAreRefused(Language language) {
        assumeAtHand(language, Sample.PYJWT);
        try (MintedIssuer issuer = MintedIssuer.start();
                Sample sample = Sample.start(language, issuer.issuer(), RESOURCE, Map.of())) {
            JWTClaimsSet good = issuer.claims(RESOURCE).build();
            assertThat(sample.answer("POST", issuer.token(good)).status()).isEqualTo(200);

            for (JWTClaimsSet wrong : List.of(
                    issuer.claims(RESOURCE)
                            .expirationTime(Date.from(Instant.now().minusSeconds(2)))
                            .build(),
                    issuer.claims(RESOURCE).expirationTime(null).build(),
                    issuer.claims(RESOURCE).issuer("https://other.example").build(),
                    issuer.claims(RESOURCE).issuer(issuer.issuer() + "/").build(),
                    issuer.claims(RESOURCE + "/").build(),
                    issuer.claims("https://mcp.example").build())) {
                assertInvalidToken(sample, issuer.token(wrong));
            }
            assertInvalidToken(sample, issuer.tokenOfType(good, "JWT"));
            assertInvalidToken(sample, issuer.unsigned(good));
            assertInvalidToken(sample, issuer.signedWithThePublicKeyAsASecret(good));

            assertThat(issuer.fetches()).isEqualTo(1);
            String rotated = issuer.tokenOfNewKey(good);
            Eventually.within(
                    BEFORE_KEYS_ARE_FETCHED_AGAIN,
                    "the new key is known",
                    () -> sample.answer("POST", rotated).status() == 200);
            for (int i = 0; i < 20; i++) {
                assertInvalidToken(sample, issuer.tokenOfUnknownKey(good, "unknown-" + i));
            }
            assertThat(issuer.fetches()).isLessThanOrEqualTo(3);
            assertThat(sample.answer("POST", issuer.token(good)).status()).isEqualTo(200);
        }
    }

    /** Java and Node.js always are; Python and its packages may be missing, and then its sample is not run. */
    private static void assumeAtHand(Language language, String imports) {
        assumeTrue(
                language != Language.PYTHON || Sample.python(imports).isPresent(),
                "a python3 for `" + imports + "` is not on this machine: the Python sample is not run");
    }

    private Tokens assertGuards(Sample sample) {
        assertThat(sample.metadata().json().path("resource").asString()).isEqualTo(app.mcpUrl());
        Tokens tokens = app.connect(Person.CUS);
        assertThat(sample.answer("GET", tokens.access()).status()).isEqualTo(200);
        Answer answer = sample.answer("POST", tokens.access());
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("hello")).isEqualTo(tokens.claims().path("sub").asString());

        Answer none = sample.answer("POST", null);
        assertThat(none.status()).isEqualTo(401);
        assertThat(none.header("WWW-Authenticate")).doesNotContain("error=");
        assertThat(Discovery.parameter(none.header("WWW-Authenticate"), "resource_metadata"))
                .isEqualTo(demo.gateway() + "/.well-known/oauth-protected-resource/mcp/everything");
        assertThat(sample.answerToQuery(tokens.access()).status()).isEqualTo(401);

        String reading =
                app.connect(Person.CUS, app.request().with("scope", "mcp:read")).access();
        assertThat(sample.answer("GET", reading).status()).isEqualTo(200);
        Answer narrow = sample.answer("POST", reading);
        assertThat(narrow.status()).isEqualTo(403);
        assertThat(Discovery.parameter(narrow.header("WWW-Authenticate"), "error"))
                .isEqualTo("insufficient_scope");

        McpApp elsewhere = McpApp.installedFor(demo.mcp("vault"));
        assertInvalidToken(sample, elsewhere.connect(Person.ALL).access());
        assertInvalidToken(sample, tokens.access() + "x");
        assertInvalidToken(sample, thatLooksExpired(tokens));
        assertInvalidToken(sample, "nonsense");
        return tokens;
    }

    private static String thatLooksExpired(Tokens tokens) {
        String[] parts = tokens.access().split("\\.");
        String claims = tokens.claims().toString().replaceFirst("\"exp\":\\d+", "\"exp\":1");
        return parts[0] + "."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(StandardCharsets.UTF_8))
                + "." + parts[2];
    }

    private static void assertInvalidToken(Sample sample, String token) {
        Answer refused = sample.answer("POST", token);
        assertThat(refused.status()).as(token).isEqualTo(401);
        assertThat(Discovery.parameter(refused.header("WWW-Authenticate"), "error"))
                .isEqualTo("invalid_token");
    }
}
