package dev.gatehouse.authserver.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.AuthServerTest;
import dev.gatehouse.authserver.testing.TestRequest;
import dev.gatehouse.authserver.testing.TestServer;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Wrong input at the token endpoint: always JSON, always the code that tells the client what to do, never a fault. */
@AuthServerTest
class TokenRequestShapeTests {

    private static final String FORM = "application/x-www-form-urlencoded";

    @Autowired
    TestServer server;

    @Autowired
    JdbcClient jdbc;

    private String client;

    @BeforeEach
    void register() {
        client = server.register("http://127.0.0.1/callback");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "grant_type",
                "client_id",
                "code",
                "code_verifier",
                "redirect_uri",
                "refresh_token",
                "scope",
                "client_secret",
                "client_assertion",
                "unheard_of"
            })
    void parameterThatIsRepeatedThenInvalidRequestAndTheCodeIsNotConsumed(String name) {
        Map<String, String> good = codeForm();
        String value = good.getOrDefault(name, "x");
        String body = encode(good) + (good.containsKey(name) ? "" : "&" + name + "=" + value) + "&" + name + "="
                + URLEncoder.encode(value, StandardCharsets.UTF_8);

        assertRefused(post(FORM, body), 400, "invalid_request");
        assertRefused(
                post("/oauth2/token?" + name + "=x", FORM, encode(with(good, name, value))), 400, "invalid_request");

        assertThat(server.post("/oauth2/token", good).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "grant_type, invalid_request",
        "client_id, invalid_request",
        "redirect_uri, invalid_request",
        "resource, invalid_request",
        "scope, invalid_request",
        "state, invalid_request",
        "code, invalid_grant",
        "code_verifier, invalid_grant"
    })
    void controlCharactersThenRefusedAndTheCodeIsNotConsumed(String name, String error) {
        Map<String, String> good = codeForm();
        for (String bad : List.of("\u0000", "a\u0000", "\r\nx", "a\tb", "\u007f", "\u0085")) {
            assertRefused(server.post("/oauth2/token", with(good, name, bad)), 400, error);
        }
        assertThat(server.post("/oauth2/token", good).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "grant_type, 400, unsupported_grant_type",
        "client_id, 401, invalid_client",
        "code, 400, invalid_grant",
        "code_verifier, 400, invalid_grant",
        "redirect_uri, 400, invalid_grant",
        "resource, 400, invalid_target",
        "client_secret, 401, invalid_client"
    })
    void oversizedParameterThenItsOwnErrorAndTheCodeIsNotConsumed(String name, int status, String error) {
        Map<String, String> good = codeForm();

        assertRefused(server.post("/oauth2/token", with(good, name, "x".repeat(30_000))), status, error);

        assertThat(server.post("/oauth2/token", good).statusCode()).isEqualTo(200);
    }

    @Test
    void oversizedRefreshThenItsOwnErrorAndTheTokenIsNotConsumed() {
        Map<String, String> refresh = new HashMap<>(Map.of(
                "grant_type",
                "refresh_token",
                "client_id",
                client,
                "refresh_token",
                TestServer.json(server.post("/oauth2/token", codeForm()))
                        .get("refresh_token")
                        .stringValue()));
        String manyScopes = IntStream.range(0, 10_000).mapToObj(i -> "s" + i).collect(Collectors.joining(" "));

        assertRefused(server.post("/oauth2/token", with(refresh, "scope", manyScopes)), 400, "invalid_scope");
        assertRefused(server.post("/oauth2/token", with(refresh, "scope", "\"")), 400, "invalid_scope");
        assertRefused(
                server.post("/oauth2/token", with(refresh, "refresh_token", "x".repeat(30_000))), 400, "invalid_grant");
        assertRefused(server.post("/oauth2/token", with(refresh, "refresh_token", "")), 400, "invalid_request");

        assertThat(server.post("/oauth2/token", refresh).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "'', invalid_request",
        "' ', unsupported_grant_type",
        "password, unsupported_grant_type",
        "implicit, unsupported_grant_type",
        "AUTHORIZATION_CODE, unsupported_grant_type",
        "urn:ietf:params:oauth:grant-type:device_code, unsupported_grant_type",
        "urn:ietf:params:oauth:grant-type:jwt-bearer, unsupported_grant_type",
        "urn:ietf:params:oauth:grant-type:token-exchange, unsupported_grant_type"
    })
    void grantTypeThatIsNotOursThenItsOwnError(String grantType, String error) {
        assertRefused(server.post("/oauth2/token", with(codeForm(), "grant_type", grantType)), 400, error);
    }

    @Test
    void grantTypeThatIsNotOursThenPlainWords() {
        assertThat(TestServer.json(server.post("/oauth2/token", with(codeForm(), "grant_type", "password")))
                        .path("error_description")
                        .asString())
                .isEqualTo("the grant type must be authorization_code, refresh_token or client_credentials");
    }

    @ParameterizedTest
    @ValueSource(strings = {"grant_type", "code"})
    void parameterThatIsMissingThenInvalidRequest(String name) {
        Map<String, String> form = codeForm();
        form.remove(name);

        HttpResponse<String> response = server.post("/oauth2/token", form);

        assertRefused(response, 400, "invalid_request");
        assertThat(TestServer.json(response).path("error_description").asString())
                .isEqualTo(name + " is missing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "text/plain",
                "multipart/form-data; boundary=b",
                "application/x-www-form-urlencoded-x",
                "not a type",
                "*/*"
            })
    void contentTypeThatIsNoFormThenInvalidRequest(String contentType) {
        assertRefused(post(contentType, encode(codeForm())), 400, "invalid_request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/x-www-form-urlencoded;charset=UTF-8", "Application/X-WWW-Form-Urlencoded"})
    void contentTypeOfAFormHoweverSpelledThenTokens(String contentType) {
        assertThat(post(contentType, encode(codeForm())).statusCode()).isEqualTo(200);
    }

    @Test
    void moreParametersThanAnyoneHasThenInvalidRequest() {
        String many = IntStream.range(0, 5_000).mapToObj(i -> "p" + i + "=1").collect(Collectors.joining("&"));

        assertRefused(post(FORM, encode(codeForm()) + "&" + many), 400, "invalid_request");
    }

    @Test
    void refusalThenNothingButOneAuditRowAtMost() {
        Map<String, String> form = codeForm();
        List<Map<String, Object>> before = authorizations();
        long audited = audited();

        server.post("/oauth2/token", with(form, "code_verifier", "another-verifier-0123456789-0123456789-01234"));
        assertThat(audited()).isEqualTo(audited + 1);
        server.post("/oauth2/token", with(form, "code", "\u0000"));
        server.post("/oauth2/token", with(form, "grant_type", ""));
        server.post("/oauth2/token", with(form, "client_id", "c_unknown"));

        assertThat(audited()).isEqualTo(audited + 1);
        assertThat(authorizations()).isEqualTo(before);
    }

    private List<Map<String, Object>> authorizations() {
        return jdbc.sql("select * from oauth_authorization where client_id = :client order by id")
                .param("client", client)
                .query()
                .listOfRows();
    }

    private long audited() {
        return jdbc.sql("select count(*) from audit_event where actor like :actor")
                .param("actor", "%" + client)
                .query(Long.class)
                .single();
    }

    private Map<String, String> codeForm() {
        String code = server.browser()
                .allow(TestRequest.of(client), "cus@demo.example")
                .get("code");
        return new HashMap<>(Map.of(
                "grant_type",
                "authorization_code",
                "code",
                code,
                "client_id",
                client,
                "code_verifier",
                TestRequest.VERIFIER,
                "redirect_uri",
                TestRequest.REDIRECT_URI));
    }

    private static Map<String, String> with(Map<String, String> form, String name, String value) {
        Map<String, String> changed = new HashMap<>(form);
        changed.put(name, value);
        return changed;
    }

    private HttpResponse<String> post(String contentType, String body) {
        return post("/oauth2/token", contentType, body);
    }

    private HttpResponse<String> post(String path, String contentType, String body) {
        return server.send(server.request(path)
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static String encode(Map<String, String> form) {
        return form.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static void assertRefused(HttpResponse<String> response, int status, String error) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/json");
        assertThat(TestServer.json(response).get("error").stringValue()).isEqualTo(error);
    }
}
