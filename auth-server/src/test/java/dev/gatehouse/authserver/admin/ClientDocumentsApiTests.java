package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.db.client.ClientRules;
import dev.gatehouse.db.client.DocumentPins;
import dev.gatehouse.policy.client.ClientRule;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientDocumentsApiTests {

    private static final String CLIENT = "https://apps.example/client.json";

    private final AccountFixture demo = new AccountFixture();

    private static Map<String, Object> document(String clientId) {
        return object("client_id", clientId, "client_name", "App", "redirect_uris", List.of("https://apps.example/cb"));
    }

    @Test
    void domainPutThenListedChangedAndDeletedWithOneAuditRowEach() {
        List<String> audited = demo.audited(() -> {
            assertThat(demo.api
                            .put("/client-domains/Apps.Example", object("verdict", "DENY"))
                            .outcome())
                    .isEqualTo("200");
            demo.api.put("/client-domains/apps.example", object("verdict", "DENY"));
            demo.api.put("/client-domains/apps.example", object("verdict", "TRUST"));
            assertThat(demo.api.get("/client-domains").text())
                    .isEqualTo("{\"items\":[{\"domain\":\"apps.example\",\"verdict\":\"TRUST\"}],\"next\":null}");
            assertThat(demo.api.delete("/client-domains/apps.example").outcome())
                    .isEqualTo("204");
        });

        assertThat(audited).containsExactly("CLIENT_RULE_CHANGED", "CLIENT_RULE_CHANGED", "CLIENT_RULE_CHANGED");
        assertThat(demo.api.delete("/client-domains/apps.example").outcome()).isEqualTo("404 NOT_FOUND");
        assertThat(demo.api.get("/client-domains").items("domain")).isEmpty();
    }

    @Test
    void domainDeniedThenWhatItsClientsHoldHereEndsInTheSameBreath() {
        UUID server = demo.server("notes");
        UUID denied = demo.authorization(demo.carl, server, CLIENT);
        UUID other = demo.authorization(demo.carl, server, "https://elsewhere.example/client.json");

        demo.api.put("/client-domains/apps.example", object("verdict", "DENY"));

        assertThat(demo.fate(denied)).isEqualTo("CLIENT_DENIED");
        assertThat(AccountFixture.feed(denied)).containsExactly("AUTHORIZATION CLIENT_DENIED");
        assertThat(demo.fate(other)).isEqualTo("alive");
    }

    @Test
    void onlyOneDomainAllowedThenWhatClientsOfOtherDomainsHoldEnds() {
        UUID server = demo.server("notes");
        UUID allowed = demo.authorization(demo.carl, server, CLIENT);
        UUID other = demo.authorization(demo.carl, server, "https://elsewhere.example/client.json");
        UUID selfRegistered = demo.authorization(demo.carl, server, "c_somebody");

        demo.api.put("/client-domains/apps.example", object("verdict", "ALLOW"));

        assertThat(demo.fate(allowed)).isEqualTo("alive");
        assertThat(demo.fate(other)).isEqualTo("CLIENT_DENIED");
        assertThat(demo.fate(selfRegistered)).isEqualTo("alive");
    }

    @Test
    void domainWithOtherLettersThenItsALabel() {
        assertThat(demo.api
                        .put("/client-domains/b%C3%BCcher.example", object("verdict", "ALLOW"))
                        .text())
                .contains("\"xn--bcher-kva.example\"");
    }

    @Test
    void domainOfAnotherAccountThenNotSeenAndNotDeleted() {
        AccountFixture other = new AccountFixture();
        other.api.put("/client-domains/apps.example", object("verdict", "DENY"));

        assertThat(demo.api.get("/client-domains").items("domain")).isEmpty();
        assertThat(demo.api.delete("/client-domains/apps.example").outcome()).isEqualTo("404 NOT_FOUND");
        assertThat(other.api.get("/client-domains").items("domain")).containsExactly("apps.example");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-a.example", "a..example", "a_b.example", "a%20b", "*.example", "a.example:443", "a.", "%00"})
    void domainThatIsNoHostNameThenInvalid(String domain) {
        assertThat(demo.api
                        .put("/client-domains/" + domain, object("verdict", "DENY"))
                        .status())
                .isIn(400, 422);
        assertThat(demo.api.get("/client-domains").items("domain")).isEmpty();
    }

    @Test
    void domainWithABadBodyThenRefused() {
        assertThat(demo.api
                        .put("/client-domains/a.example", object("verdict", "MAYBE"))
                        .status())
                .isEqualTo(422);
        assertThat(demo.api.put("/client-domains/a.example", object()).status()).isEqualTo(422);
        assertThat(demo.api
                        .put("/client-domains/a.example", object("verdict", 1))
                        .status())
                .isEqualTo(400);
        assertThat(demo.api
                        .put("/client-domains/a.example", object("verdict", "DENY", "x", 1))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void domainsBeyondTheLimitThenRefusedButKnownOnesMayChange() {
        ClientRules rules = AdminApi.bean(ClientRules.class);
        for (int i = 0; i < 200; i++) {
            rules.put(
                    demo.id,
                    new ClientRule(ClientRule.Kind.DOMAIN, "d" + i + ".example", ClientRule.Verdict.DENY),
                    Instant.now());
        }

        assertThat(demo.api
                        .put("/client-domains/more.example", object("verdict", "DENY"))
                        .outcome())
                .isEqualTo("409 LIMIT_REACHED");
        assertThat(demo.api
                        .put("/client-domains/d7.example", object("verdict", "ALLOW"))
                        .outcome())
                .isEqualTo("200");
    }

    @Test
    void documentPinnedThenListedReplacedAndRemoved() {
        List<String> audited = demo.audited(() -> {
            AdminApi.Answer pinned =
                    demo.api.put("/client-documents", object("clientId", CLIENT, "document", document(CLIENT)));
            assertThat(pinned.outcome()).isEqualTo("201");
            assertThat(pinned.header("Location"))
                    .endsWith("/api/v1/client-documents/"
                            + pinned.json().path("id").asString());
            assertThat(demo.api
                            .put("/client-documents", object("clientId", CLIENT, "document", document(CLIENT)))
                            .outcome())
                    .isEqualTo("200");
            Map<String, Object> renamed = document(CLIENT);
            renamed.put("client_name", "Renamed");
            assertThat(demo.api
                            .put("/client-documents", object("clientId", CLIENT, "document", renamed))
                            .outcome())
                    .isEqualTo("200");
            AdminApi.Answer list = demo.api.get("/client-documents");
            assertThat(list.items("clientId")).containsExactly(CLIENT);
            assertThat(list.items("name")).containsExactly("Renamed");
            String id = list.items("id").get(0);
            assertThat(id).isEqualTo(pinned.json().path("id").asString());
            assertThat(new AccountFixture()
                            .api
                            .delete("/client-documents/" + id)
                            .outcome())
                    .isEqualTo("404 NOT_FOUND");
            assertThat(demo.api.delete("/client-documents/" + id).outcome()).isEqualTo("204");
        });

        assertThat(audited).hasSize(3).containsOnly("CLIENT_DOCUMENT_PINNED");
        assertThat(demo.api.get("/client-documents").items("id")).isEmpty();
    }

    @Test
    void documentThatIsNotInOrderThenInvalidAndNothingIsPinned() {
        Map<String, Object> secret = document(CLIENT);
        secret.put("client_secret", "s");
        for (Object body : List.of(
                object("clientId", CLIENT, "document", document(CLIENT + "/other")),
                object("clientId", CLIENT, "document", secret),
                object("clientId", CLIENT, "document", object()),
                object("clientId", "http://apps.example/c", "document", document("http://apps.example/c")),
                object("clientId", "c_registered", "document", document("c_registered")),
                object("clientId", CLIENT, "document", big()),
                object("clientId", CLIENT),
                object("document", document(CLIENT)))) {
            assertThat(demo.api.put("/client-documents", body).status()).isEqualTo(422);
        }
        assertThat(demo.api
                        .put("/client-documents", object("clientId", CLIENT, "document", "x"))
                        .status())
                .isEqualTo(400);
        assertThat(demo.api.get("/client-documents").items("id")).isEmpty();
    }

    private static Map<String, Object> big() {
        Map<String, Object> big = document(CLIENT);
        big.put("more", "x".repeat(10_240));
        return big;
    }

    @Test
    void documentsBeyondTheLimitThenRefused() {
        DocumentPins pins = AdminApi.bean(DocumentPins.class);
        for (int i = 0; i < 100; i++) {
            pins.insert(new DocumentPins.Pin(UUID.randomUUID(), demo.id, CLIENT + i, "{}", Instant.now()));
        }

        assertThat(demo.api
                        .put("/client-documents", object("clientId", CLIENT, "document", document(CLIENT)))
                        .outcome())
                .isEqualTo("409 LIMIT_REACHED");
    }
}
