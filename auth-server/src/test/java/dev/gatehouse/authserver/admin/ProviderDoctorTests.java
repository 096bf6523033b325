package dev.gatehouse.authserver.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetSequenceKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.authserver.testing.DocumentHost;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The doctor, over the Admin API, at an identity provider that is ill in one way after the other. */
class ProviderDoctorTests {

    private static final String AUDIENCE = "https://gw.example/mcp/notes";
    private static final ECKey KEY = ec("key-1");

    private final AccountFixture demo = new AccountFixture();
    private final DocumentHost host = new DocumentHost();
    private final String issuer = host.url("/tenant");
    private final Map<String, Object> metadata = new HashMap<>(Map.of(
            "issuer", issuer,
            "jwks_uri", host.url("/jwks"),
            "introspection_endpoint", host.url("/introspect"),
            "scopes_supported", List.of("mcp", "profile"),
            "code_challenge_methods_supported", List.of("S256"),
            "registration_endpoint", host.url("/register")));

    private Map<String, Object> word = Map.of("active", false);

    @BeforeEach
    void healthy() {
        publish();
        keys(KEY.toPublicJWK());
        String ours =
                "Basic " + Base64.getEncoder().encodeToString("our+gateway:s%25cret".getBytes(StandardCharsets.UTF_8));
        host.put("/introspect", exchange -> {
            String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean known = ours.equals(exchange.getRequestHeaders().getFirst("Authorization"));
            Object answer = form.startsWith("token=sample") ? word : Map.of("active", false);
            byte[] body = JsonMapper.shared().writeValueAsBytes(answer);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(known ? 200 : 401, body.length);
            exchange.getResponseBody().write(body);
        });
    }

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void healthyThenAllIsWellAndNothingIsAudited() {
        String provider = byKeys();
        List<String> audited = demo.audited(() -> {
            JsonNode report = check(provider, null);
            assertThat(report.get("status").asString()).as(report.toString()).isEqualTo("OK");
            assertThat(report.get("checks").valueStream().map(c -> c.get("name").asString()))
                    .containsExactly(
                            "OAUTH_METADATA",
                            "OPENID_CONFIGURATION",
                            "ADDRESS",
                            "PKCE",
                            "CLIENTS",
                            "SCOPES",
                            "KEYS",
                            "KEY_NAMES",
                            "CLOCK");
            assertThat(report.get("limits").toString()).contains("Audience mapper");
        });
        assertThat(audited).isEmpty();
        assertThat(check(asked("s%cret"), null).get("status").asString()).isEqualTo("OK");
    }

    @Test
    void addressIsLeftOutThenItIsWhatTheIssuerPublishes() {
        AdminApi.Answer created = demo.api.post("/identity-providers", body());

        assertThat(created.outcome()).isEqualTo("201");
        assertThat(created.json().get("jwksUri").asString()).isEqualTo(host.url("/jwks"));
        metadata.remove("jwks_uri");
        publish();
        assertThat(demo.api.post("/identity-providers", body()).text()).contains("does not publish it");
        metadata.put("issuer", issuer + "/");
        publish();
        assertThat(demo.api.post("/identity-providers", body()).text()).contains("octet by octet");
        metadata.putAll(Map.of("issuer", issuer, "jwks_uri", "http://idp.example/jwks"));
        publish();
        assertThat(demo.api.post("/identity-providers", body()).outcome()).isEqualTo("422 INVALID_VALUE");
    }

    @Test
    void onlyOneFormOfMetadataThenTheOtherIsNotMissed() {
        String provider = byKeys();
        host.put("/.well-known/oauth-authorization-server/tenant", DocumentHost.status(404));
        assertThat(status(check(provider, null), "OAUTH_METADATA")).isEqualTo("SKIPPED");

        host.put("/tenant/.well-known/openid-configuration", DocumentHost.status(500));
        JsonNode report = check(provider, null);
        assertThat(status(report, "OAUTH_METADATA")).isEqualTo("FAILED");
        assertThat(status(report, "OPENID_CONFIGURATION")).isEqualTo("FAILED");
    }

    @Test
    void metadataIsOfAnotherOrPoorThenToldWhatIsMissing() {
        String provider = byKeys();
        metadata.put("issuer", issuer + "/");
        publish();
        assertThat(message(check(provider, null), "OPENID_CONFIGURATION")).contains("octet by octet");

        metadata.clear();
        metadata.put("issuer", issuer);
        metadata.put("jwks_uri", "https://idp.example/other");
        metadata.put("scopes_supported", List.of("profile"));
        publish();
        JsonNode report = check(provider, null);
        for (String name : List.of("ADDRESS", "PKCE", "CLIENTS", "SCOPES")) {
            assertThat(status(report, name)).as(name).isEqualTo("WARNING");
        }
        assertThat(host.paths())
                .allMatch(path -> path.startsWith("/tenant") || path.startsWith("/.well") || path.equals("/jwks"));
    }

    @Test
    void keysAreNotGoodThenToldWhich() throws Exception {
        String provider = byKeys();
        keys(
                new RSAKeyGenerator(1024, true).keyID("small").generate().toPublicJWK(),
                new OctetSequenceKeyGenerator(256).keyID("shared").generate());
        JsonNode none = check(provider, null);
        assertThat(status(none, "KEYS")).isEqualTo("FAILED");
        assertThat(message(none, "KEYS_REFUSED")).contains("2048 bits", "shared secrets");

        keys(KEY, ec("other").toPublicJWK());
        assertThat(message(check(provider, null), "KEYS_REFUSED")).contains("private keys");
        keys(KEY.toPublicJWK(), ec("key-1").toPublicJWK());
        assertThat(message(check(provider, null), "KEY_NAMES")).contains("one `kid`");
    }

    @ParameterizedTest
    @CsvSource({"404,answers 404", "500,answers 500", "302,redirects", "200,no key set"})
    void keysAreNotThereThenToldWhy(int answer, String words) {
        String provider = byKeys();
        host.put("/jwks", DocumentHost.answer(answer, "text/html", "<p>", "Location", host.url("/elsewhere")));

        assertThat(message(check(provider, null), "KEYS")).contains(words);
        assertThat(host.paths()).doesNotContain("/elsewhere");
    }

    @ParameterizedTest
    @CsvSource({"403,does not let it introspect", "404,no introspection endpoint", "302,redirects", "500,answers 500"})
    void introspectionDoesNotWorkThenToldWhy(int answer, String words) {
        String provider = asked("s%cret");
        host.put("/introspect", DocumentHost.answer(answer, "application/json", "{\"active\":false}"));

        assertThat(message(check(provider, null), "INTROSPECTION")).contains(words);
    }

    @Test
    void credentialsAreWrongOrEverythingIsActiveThenToldSo() {
        assertThat(message(check(asked("wrong"), null), "INTROSPECTION")).contains("`clientSecret`");

        String provider = asked("s%cret");
        host.json("/introspect", "{\"active\":true}");
        assertThat(message(check(provider, null), "INTROSPECTION")).contains("everybody would get in");
        host.json("/introspect", "{\"ok\":1}");
        assertThat(message(check(provider, null), "INTROSPECTION")).contains("RFC 7662");
    }

    @Test
    void nobodyListensThenToldSoInTime() {
        String provider = byKeys();
        host.close();
        long begin = System.nanoTime();

        JsonNode report = check(provider, null);

        assertThat(message(report, "KEYS")).contains("nobody listens");
        assertThat(status(report, "CLOCK")).isEqualTo("SKIPPED");
        assertThat(System.nanoTime() - begin).isLessThan(10_000_000_000L);
    }

    @Test
    void sampleTokenThenEachThingThatIsWrongWithItIsTold() {
        String provider = byKeys();

        JsonNode good = check(provider, token(claims().build(), "at+jwt", KEY));
        for (String name : List.of("TOKEN", "TOKEN_ISSUER", "TOKEN_AUDIENCE", "TOKEN_TIME", "TOKEN_SCOPES")) {
            assertThat(status(good, name)).as(name).isEqualTo("OK");
        }
        JsonNode bad = check(
                provider,
                token(
                        new JWTClaimsSet.Builder()
                                .issuer(issuer + "/")
                                .audience("account")
                                .claim("scp", List.of("profile"))
                                .expirationTime(Date.from(Instant.now().minusSeconds(60)))
                                .build(),
                        "JWT",
                        KEY));
        assertThat(message(bad, "TOKEN_ISSUER")).contains("octet by octet");
        assertThat(message(bad, "TOKEN_AUDIENCE")).contains("`account`", AUDIENCE);
        assertThat(message(bad, "TOKEN_TIME")).contains("expired");
        assertThat(message(bad, "TOKEN_SCOPES")).contains("lacks mcp", "profile");
        assertThat(message(check(provider, token(claims().build(), "at+jwt", ec("key-1"))), "TOKEN"))
                .contains("does not hold");
        assertThat(message(check(provider, token(claims().build(), "at+jwt", ec("key-2"))), "TOKEN"))
                .contains("not in the key set");
        assertThat(message(check(provider, token(claims().claim("typ", "ID").build(), "JWT", KEY)), "TOKEN"))
                .contains("no access token");
        assertThat(message(check(provider, "opaque"), "TOKEN")).contains("opaque");
        assertThat(message(check(provider, "a.b.c.d.e"), "TOKEN")).contains("encrypted");
    }

    @Test
    void sampleTokenOfAnAskedProviderThenItsWordIsJudgedAndNobodyElsesTokenIsShown() {
        String provider = asked("s%cret");
        assertThat(message(check(provider, "sample-1"), "TOKEN")).contains("not active");
        word = Map.of(
                "active",
                true,
                "aud",
                AUDIENCE,
                "scope",
                "mcp",
                "exp",
                Instant.now().getEpochSecond() + 60);
        JsonNode good = check(provider, "sample-1");
        assertThat(good.get("status").asString()).as(good.toString()).isEqualTo("OK");
        word = Map.of("active", true, "exp", 9e99);
        assertThat(message(check(provider, "sample-1"), "TOKEN_AUDIENCE")).contains("missing");

        int before = host.paths().size();
        JsonNode foreign =
                check(provider, token(claims().issuer("https://other.example").build(), "JWT", KEY));
        assertThat(message(foreign, "TOKEN_ISSUER")).contains("other.example");
        assertThat(host.paths().subList(before, host.paths().size()).stream().filter("/introspect"::equals))
                .hasSize(1);
    }

    @Test
    void bodyOfACheckIsWrongThenRefused() {
        String path = "/identity-providers/" + byKeys() + "/check";

        assertThat(demo.api.post(path, Map.of("x", 1)).outcome()).isEqualTo("400 MALFORMED_REQUEST");
        assertThat(demo.api.post(path, Map.of("token", 7)).outcome()).isEqualTo("400 MALFORMED_REQUEST");
        assertThat(demo.api.post(path, Map.of("token", "")).outcome()).isEqualTo("422 INVALID_VALUE");
        assertThat(demo.api
                        .post("/identity-providers/" + UUID.randomUUID() + "/check", Map.of())
                        .outcome())
                .isEqualTo("404 NOT_FOUND");
        assertThat(host.paths()).isEmpty();
    }

    @Test
    void sampleTokenThenItIsShownNowhere() {
        String secret = "sample-" + UUID.randomUUID();
        assertThat(check(asked("s%cret"), secret).toString()).doesNotContain(secret);
        assertThat(demo.api.get("/audit-events?limit=200").text()).doesNotContain(secret);
        assertThat(demo.api
                        .post("/identity-providers/" + byKeys() + "/check", Map.of("token", "x".repeat(16_385)))
                        .outcome())
                .isEqualTo("422 INVALID_VALUE");
    }

    private JsonNode check(String provider, String token) {
        AdminApi.Answer answer = demo.api.post(
                "/identity-providers/" + provider + "/check", token == null ? Map.of() : Map.of("token", token));
        assertThat(answer.outcome()).as(answer.text()).isEqualTo("200");
        return answer.json();
    }

    private static String status(JsonNode report, String name) {
        return one(report, name).path("status").asString();
    }

    private static String message(JsonNode report, String name) {
        return one(report, name).path("message").asString();
    }

    private static JsonNode one(JsonNode report, String name) {
        return report.get("checks")
                .valueStream()
                .filter(check -> check.get("name").asString().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not in " + report));
    }

    private String byKeys() {
        Map<String, Object> body = body();
        body.put("jwksUri", host.url("/jwks"));
        return created(body);
    }

    private String asked(String secret) {
        Map<String, Object> body = body();
        body.putAll(Map.of(
                "validation",
                "INTROSPECTION",
                "introspectionUri",
                host.url("/introspect"),
                "clientId",
                "our gateway",
                "clientSecret",
                secret));
        return created(body);
    }

    private Map<String, Object> body() {
        return new HashMap<>(Map.of(
                "name",
                "Acme",
                "issuer",
                issuer,
                "audience",
                AUDIENCE,
                "requiredScopes",
                List.of("mcp"),
                "preset",
                "KEYCLOAK"));
    }

    private String created(Map<String, Object> body) {
        return demo.api.post("/identity-providers", body).json().get("id").asString();
    }

    private void publish() {
        String document = JsonMapper.shared().writeValueAsString(metadata);
        host.json("/.well-known/oauth-authorization-server/tenant", document);
        host.json("/tenant/.well-known/openid-configuration", document);
    }

    private void keys(JWK... keys) {
        host.json("/jwks", new JWKSet(List.of(keys)).toString(false));
    }

    private JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(issuer)
                .audience(List.of("account", AUDIENCE))
                .claim("scope", "profile mcp")
                .expirationTime(Date.from(Instant.now().plusSeconds(60)));
    }

    private static String token(JWTClaimsSet claims, String type, ECKey key) {
        try {
            SignedJWT jwt = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.ES256)
                            .type(new JOSEObjectType(type))
                            .keyID(key.getKeyID())
                            .build(),
                    claims);
            jwt.sign(new ECDSASigner(key));
            return jwt.serialize();
        } catch (com.nimbusds.jose.JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ECKey ec(String kid) {
        try {
            return new ECKeyGenerator(Curve.P_256)
                    .keyID(kid)
                    .keyUse(KeyUse.SIGNATURE)
                    .generate();
        } catch (com.nimbusds.jose.JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
