package dev.gatehouse.authserver.client.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.client.ClientLookup;
import dev.gatehouse.authserver.limit.RateLimits;
import dev.gatehouse.authserver.outbound.Fetch;
import dev.gatehouse.authserver.outbound.OutboundFetcher;
import dev.gatehouse.authserver.settings.Cimd;
import dev.gatehouse.authserver.settings.Settings;
import dev.gatehouse.authserver.testing.DocumentHost;
import dev.gatehouse.authserver.testing.DocumentsTest;
import dev.gatehouse.authserver.testing.TestClock;
import dev.gatehouse.authserver.testing.TestRequest;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.db.client.DocumentCopies;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@DocumentsTest
class ClientDocumentsTests {

    private static final String CUS = "cus@demo.example";
    private static final Duration DAY = Duration.ofHours(25);

    @Autowired
    TestServer server;

    @Autowired
    TestClock clock;

    @Autowired
    OutboundFetcher fetcher;

    @Autowired
    DocumentCopies copies;

    @Autowired
    Settings settings;

    @Autowired
    ClientDocuments documents;

    @Autowired
    RateLimits limits;

    private final DocumentHost host = new DocumentHost();
    private final String path = "/" + UUID.randomUUID() + "/client.json";
    private final String client = host.url(path);

    @BeforeEach
    void publish() {
        host.json(path, document(client));
    }

    @AfterEach
    void close() {
        host.close();
    }

    private static String document(String clientId) {
        return "{\"client_id\":\"" + clientId + "\",\"client_name\":\"Document app\",\"redirect_uris\":"
                + "[\"http://127.0.0.1/callback\",\"https://app.example/cb\"]}";
    }

    private JsonNode tokens() {
        String code = server.browser().allow(TestRequest.of(client), CUS).get("code");
        HttpResponse<String> answer = server.post("/oauth2/token", TestRequest.redemption(code, client));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return TestServer.json(answer);
    }

    private HttpResponse<String> refresh(JsonNode tokens) {
        return server.post(
                "/oauth2/token",
                Map.of(
                        "grant_type",
                        "refresh_token",
                        "refresh_token",
                        tokens.get("refresh_token").stringValue(),
                        "client_id",
                        client));
    }

    private HttpResponse<String> authorize() {
        return server.browser().open(TestRequest.of(client).url());
    }

    private static String error(HttpResponse<String> response) {
        return response.statusCode() + " "
                + TestServer.json(response).get("error").stringValue();
    }

    @Test
    void nameThatIsInsideThenTheSameAnswerAsForOneThatNobodyKnows() {
        assertThat(problem(Fetch.NOT_PUBLIC)).isEqualTo(problem(Fetch.UNKNOWN_NAME));
    }

    private static String problem(Fetch came) {
        return ClientDocuments.outward("https://db.intranet.example/client.json", came)
                .toString();
    }

    private ClientDocuments restarted() {
        return new ClientDocuments(fetcher, copies, limits, settings, clock);
    }

    @Test
    void clientIdThatIsAUrlThenConsentShowsItsNameAndItGetsAndRefreshesTokens() {
        HttpResponse<String> consent = server.browser().authorize(TestRequest.of(client), CUS);
        assertThat(consent.body())
                .contains("Document app", "127.0.0.1", "Verified")
                .doesNotContain("Self-registered");

        JsonNode first = tokens();
        HttpResponse<String> second = refresh(first);

        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(refresh(TestServer.json(second)).statusCode()).isEqualTo(200);
        assertThat(host.asked(path)).isEqualTo(1);
        assertThat(TestServer.json(server.get("/.well-known/oauth-authorization-server"))
                        .get("client_id_metadata_document_supported")
                        .booleanValue())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:49152/callback",
                "http://127.0.0.1:49152/other",
                "https://app.example/cb/",
                "https://app.example:444/cb"
            })
    void redirectUriThatIsNotInTheDocumentThenPageAndNothingIsSentThere(String redirectUri) {
        HttpResponse<String> page = server.browser()
                .open(TestRequest.of(client).with("redirect_uri", redirectUri).url());

        assertThat(page.statusCode()).isEqualTo(400);
        assertThat(page.headers().firstValue("Location")).isEmpty();
    }

    static Stream<Arguments> pagesThatAreNoDocument() {
        return Stream.of(
                Arguments.of(DocumentHost.json(document("https://other.example/x")), "another one"),
                Arguments.of(DocumentHost.json("[]"), "not a JSON object"),
                Arguments.of(DocumentHost.status(302), "redirects"),
                Arguments.of(DocumentHost.answer(200, "text/html", "<html>"), "not application/json"),
                Arguments.of(DocumentHost.json("{}", "Content-Encoding", "gzip"), "compressed"),
                Arguments.of(DocumentHost.json(" ".repeat(MetadataDocument.MAX_BYTES) + "{}"), "larger than"),
                Arguments.of(DocumentHost.status(500), "answers 500"),
                Arguments.of(DocumentHost.status(403), "answers 403"));
    }

    @ParameterizedTest
    @MethodSource("pagesThatAreNoDocument")
    void documentThatCannotBeHadThenPageSaysWhyAndItIsNotAskedForAgainAtOnce(DocumentHost.Page page, String why) {
        host.put(path, page);
        for (int i = 0; i < 5; i++) {
            HttpResponse<String> answer = authorize();
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains(why);
        }
        assertThat(host.asked(path)).isEqualTo(1);

        host.json(path, document(client));
        clock.advance(Duration.ofSeconds(61));
        assertThat(authorize().statusCode()).isEqualTo(200);
    }

    @Test
    void documentThatCannotBeFetchedAndNoCopyThenTheTokenEndpointSaysTryLater() {
        host.put(path, DocumentHost.status(500));

        HttpResponse<String> answer = server.post(
                "/oauth2/token", Map.of("grant_type", "refresh_token", "refresh_token", "x", "client_id", client));

        assertThat(error(answer)).isEqualTo("503 temporarily_unavailable");
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 410})
    void documentWithdrawnThenTheClientIsUnknownUntilItComesBack(int status) {
        JsonNode tokens = tokens();
        assertThat(copies.find(client)).isPresent();

        host.put(path, DocumentHost.status(status));
        clock.advance(DAY);
        assertThat(error(refresh(tokens))).isEqualTo("401 invalid_client");
        assertThat(authorize().statusCode()).isEqualTo(400);
        assertThat(copies.find(client)).isEmpty();
        assertThat(restarted().find(client)).isInstanceOf(ClientLookup.Unknown.class);

        host.put(path, DocumentHost.status(503));
        clock.advance(DAY);
        assertThat(error(refresh(tokens))).isEqualTo("503 temporarily_unavailable");

        host.json(path, document(client));
        clock.advance(DAY);
        assertThat(refresh(tokens).statusCode()).isEqualTo(200);
        assertThat(copies.find(client)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503, 403, 429, 302})
    void hostInTroubleAfterUseThenTheLastGoodCopyGoesOnAlsoAfterARestart(int status) {
        JsonNode tokens = tokens();
        host.put(path, DocumentHost.status(status));
        clock.advance(DAY);

        HttpResponse<String> second = refresh(tokens);
        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(refresh(TestServer.json(second)).statusCode()).isEqualTo(200);
        assertThat(host.asked(path)).isEqualTo(2);
        assertThat(restarted().find(client)).isInstanceOf(ClientLookup.Found.class);

        clock.advance(ClientDocuments.LAST_GOOD);
        assertThat(restarted().find(client)).isNotInstanceOf(ClientLookup.Found.class);
    }

    @Test
    void clientThatNobodyAllowedThenNothingIsKeptAndARestartForgetsIt() {
        assertThat(documents.find(client)).isInstanceOf(ClientLookup.Found.class);
        assertThat(copies.find(client)).isEmpty();

        host.put(path, DocumentHost.status(503));
        assertThat(restarted().find(client)).isInstanceOf(ClientLookup.Unavailable.class);
    }

    @Test
    void hostThatHangsAfterUseThenOnlyTheFirstRequestWaitsForIt() {
        JsonNode tokens = tokens();
        host.put(path, exchange -> {
            try {
                Thread.sleep(30_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        clock.advance(DAY);
        HttpResponse<String> second = refresh(tokens);
        assertThat(second.statusCode()).isEqualTo(200);
        await(() -> documents.find(client) instanceof ClientLookup.Found && host.asked(path) == 2);
        clock.advance(Duration.ofMinutes(2));

        long start = System.nanoTime();
        assertThat(refresh(TestServer.json(second)).statusCode()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(1900));
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void documentThatBecomesInvalidThenTheOldCopyIsNotUsed() {
        JsonNode tokens = tokens();
        host.json(path, document("https://other.example/x"));
        clock.advance(DAY);

        assertThat(error(refresh(tokens))).isEqualTo("401 invalid_client");
        assertThat(copies.find(client)).isEmpty();
        assertThat(authorize().body()).contains("not in order");
    }

    @Test
    void documentThatChangesThenWhatItSaysNowCounts() {
        assertThat(authorize().statusCode()).isEqualTo(200);
        host.json(path, document(client).replace("127.0.0.1/callback", "127.0.0.1/other"));
        clock.advance(DAY);

        assertThat(authorize().statusCode()).isEqualTo(400);
    }

    @Test
    void documentThatMayNotBeCachedThenForFiveMinutesAllTheSame() {
        host.put(path, DocumentHost.json(document(client), "Cache-Control", "no-store"));
        documents.find(client);
        clock.advance(Duration.ofMinutes(4));
        documents.find(client);
        assertThat(host.asked(path)).isEqualTo(1);

        clock.advance(Duration.ofMinutes(2));
        documents.find(client);
        assertThat(host.asked(path)).isEqualTo(2);
    }

    @Test
    void documentThatMayBeCachedForeverThenForADayOnlyAndThenByItsEntityTag() {
        host.put(path, exchange -> {
            exchange.getResponseHeaders().set("ETag", "\"v1\"");
            exchange.getResponseHeaders().set("Cache-Control", "max-age=31536000");
            if ("\"v1\"".equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
                exchange.sendResponseHeaders(304, -1);
            } else {
                DocumentHost.json(document(client)).answer(exchange);
            }
        });
        documents.find(client);
        clock.advance(Duration.ofHours(23));
        documents.find(client);
        assertThat(host.asked(path)).isEqualTo(1);

        clock.advance(Duration.ofHours(2));
        assertThat(documents.find(client)).isInstanceOf(ClientLookup.Found.class);
        assertThat(host.asked(path)).isEqualTo(2);
        assertThat(host.lastRequest()).containsKey("If-none-match");
    }

    @Test
    void publicAddressUnderTheLoopbackSwitchThenUnusable() {
        assertThat(documents.find("https://192.0.1.1/client.json")).isInstanceOf(ClientLookup.Unusable.class);
    }

    @Test
    void supportWhenTheProbeIsFetchedThenAdvertisedAndNotWhenItIsNotAnyMore() {
        Settings.Clients auto = new Settings.Clients(true, Cimd.AUTO, URI.create(client), true);
        MetadataDocumentSupport support = new MetadataDocumentSupport(fetcher, with(auto));
        assertThat(support.advertised()).isFalse();

        support.probe().join();
        assertThat(support.advertised()).isTrue();

        host.json(path, "{}");
        support.probe().join();
        assertThat(support.advertised()).isFalse();

        MetadataDocumentSupport off = new MetadataDocumentSupport(
                fetcher, with(new Settings.Clients(true, Cimd.OFF, URI.create(client), true)));
        off.tryAgain();
        assertThat(off.advertised()).isFalse();
    }

    private Settings with(Settings.Clients clients) {
        return new Settings(
                settings.issuer(),
                settings.gatewayUrl(),
                settings.gatewaySecret(),
                settings.masterKey(),
                settings.dataDir(),
                settings.accessTokenTtl(),
                settings.refreshRetryWindow(),
                settings.refreshIdleTtl(),
                settings.refreshAbsoluteTtl(),
                settings.secureCookies(),
                settings.rateLimited(),
                settings.trustedProxies(),
                settings.upstreams(),
                clients,
                settings.signing(),
                settings.auditCheckpointInterval(),
                settings.smtp());
    }
}
