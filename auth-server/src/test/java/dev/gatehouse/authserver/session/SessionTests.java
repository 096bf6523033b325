package dev.gatehouse.authserver.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.AuthServerTest;
import dev.gatehouse.authserver.testing.TestBrowser;
import dev.gatehouse.authserver.testing.TestRequest;
import dev.gatehouse.authserver.testing.TestServer;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.serializer.support.SerializingConverter;
import org.springframework.jdbc.core.simple.JdbcClient;

@AuthServerTest
class SessionTests {

    private static final String CUS = "cus@demo.example";
    private static final String PASSWORD = "gatehouse-demo";

    @Autowired
    TestServer server;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ConfigurableListableBeanFactory beans;

    private String id(TestBrowser browser) {
        return browser.cookie("GATEHOUSE_SESSION").replaceAll("[.].*", "");
    }

    private List<Integer> idle(String id) {
        return jdbc.sql("select max_inactive_interval from person_session where session_id = :id")
                .param("id", id)
                .query(Integer.class)
                .list();
    }

    private HttpResponse<String> home(String cookie) {
        return server.send(server.request("/").header("Cookie", "GATEHOUSE_SESSION=" + cookie));
    }

    @Test
    void signInThenANewSessionForEightHoursAndTheOldOneIsGone() {
        TestBrowser browser = server.browser();
        browser.open("/login");
        String before = id(browser);
        assertThat(idle(before)).containsExactly(15 * 60);

        browser.signIn(CUS, PASSWORD);

        assertThat(id(browser)).isNotEqualTo(before);
        assertThat(idle(before)).isEmpty();
        assertThat(idle(id(browser))).containsExactly(8 * 60 * 60);
    }

    @Test
    void storeOfSessionsThatTidiesUpAtOnceThenBeginsAfterTheTablesAreMade() {
        List<String> made = List.of(beans.getSingletonNames());
        assertThat(made).contains("flywayInitializer", "sessionRepository");
        assertThat(made.indexOf("flywayInitializer")).isLessThan(made.indexOf("sessionRepository"));
    }

    @Test
    void whatStandsInTheDatabaseThenOpensNoSession() {
        TestBrowser browser = server.browser();
        browser.signIn(CUS, PASSWORD);
        String cookie = browser.cookie("GATEHOUSE_SESSION");
        assertThat(home(cookie).body()).contains("You are signed in");

        String id = id(browser);
        String seal = cookie.substring(id.length() + 1);
        for (String forged : List.of(id, id + ".", id + "." + seal.substring(1), id + "." + seal + "x", "." + seal)) {
            assertThat(home(forged).body()).as(forged).doesNotContain("You are signed in");
        }
    }

    @Test
    void storedAttributesThenHoldNeitherPasswordNorHash() {
        server.browser().signIn(CUS, PASSWORD);
        String hash = jdbc.sql("select password_hash from person where email = :email")
                .param("email", CUS)
                .query(String.class)
                .single();
        List<byte[]> stored = jdbc.sql("select attribute_bytes from person_session_attributes")
                .query((row, n) -> row.getBytes(1))
                .list();
        assertThat(stored)
                .isNotEmpty()
                .allSatisfy(bytes -> assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
                        .doesNotContain(PASSWORD)
                        .doesNotContain(hash)
                        .doesNotContain("argon2"));
    }

    @Test
    void pageLoadedWhileThePasswordChangesThenSignedOutForThatPageOnlyAndTheSessionStays() {
        TestBrowser browser = server.browser();
        browser.signIn("mel@demo.example", PASSWORD);
        String cookie = browser.cookie("GATEHOUSE_SESSION");
        String version = "update person set password_version = password_version + :by where email = 'mel@demo.example'";

        jdbc.sql(version).param("by", 1).update();
        assertThat(home(cookie).body()).doesNotContain("You are signed in");

        // what the change itself does next for its own session: to make it one of the new password
        jdbc.sql(version).param("by", -1).update();
        assertThat(home(cookie).body()).contains("You are signed in");
    }

    @Test
    void signOutThenTheRowIsGone() {
        TestBrowser browser = server.browser();
        HttpResponse<String> home = browser.signIn(CUS, PASSWORD);
        String id = id(browser);
        String cookie = browser.cookie("GATEHOUSE_SESSION");

        browser.submit(home, Map.of());

        assertThat(idle(id)).isEmpty();
        assertThat(home(cookie).body()).doesNotContain("You are signed in");
    }

    @Test
    void pagesAndMachineEndpointsThatNeedNoSessionThenBeginNone() {
        int before = count();
        server.get("/");
        server.get("/nowhere");
        server.get("/assets/gatehouse.css");
        server.get("/oauth2/authorize?client_id=x");
        server.get("/.well-known/oauth-authorization-server");
        server.post("/oauth2/token", Map.of("grant_type", "authorization_code"));
        assertThat(count()).isEqualTo(before);
    }

    @Test
    void attributeOfAClassThatIsNotOursThenNoAttribute() {
        SerializingConverter serialize = new SerializingConverter();
        StoredAttributes stored = new StoredAttributes();
        assertThat(stored.convert(serialize.convert(java.util.UUID.fromString("0-0-0-0-1"))))
                .isNotNull();
        assertThat(stored.convert(serialize.convert(new java.io.File("x")))).isNull();
        assertThat(stored.convert(new byte[] {1, 2, 3})).isNull();
    }

    @Test
    void databaseFaultThenAPageThatSaysSo() {
        TestBrowser browser = server.browser();
        String client = server.register("http://127.0.0.1/callback");
        browser.signIn(CUS, PASSWORD);
        for (String table : List.of("person_session", "pending_request", "person")) {
            jdbc.sql("alter table " + table + " rename to hidden").update();
            try {
                HttpResponse<String> answer = browser.open(
                        table.equals("pending_request") ? TestRequest.of(client).url() : "/");
                assertThat(answer.statusCode()).as(table).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
                assertThat(answer.body())
                        .contains("Busy just now", "cannot reach its database")
                        .doesNotContain("SQL")
                        .doesNotContain("Exception");
            } finally {
                jdbc.sql("alter table hidden rename to " + table).update();
            }
        }
        assertThat(browser.open("/").body()).contains("You are signed in");
    }

    private int count() {
        return jdbc.sql("select count(*) from person_session")
                .query(Integer.class)
                .single();
    }
}
