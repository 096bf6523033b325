package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.admin.AdminApi.Answer;
import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.db.server.IntrospectionCredentialRepository;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IntrospectionCredentialsTests {

    private final AccountFixture demo = new AccountFixture();
    private final UUID server = demo.server("everything");
    private final String path = "/servers/" + server + "/introspection-credentials";

    @Test
    void createWhenAskedThenShowsTheSecretOnceAndStoresItsDigest() {
        List<String> audited = demo.audited(() -> {
            Answer created = demo.api.post(path, null);
            assertThat(created.outcome()).isEqualTo("201");
            String clientId = created.json().get("clientId").asString();
            String secret = created.json().get("clientSecret").asString();
            String id = created.json().get("id").asString();
            assertThat(clientId).startsWith("rs_");
            assertThat(secret).startsWith("rss_").hasSizeGreaterThan(40);
            assertThat(created.header("Location")).endsWith(path + "/" + id);
            assertThat(AdminApi.bean(IntrospectionCredentialRepository.class)
                            .findByClientId(clientId)
                            .orElseThrow()
                            .secretHash())
                    .isEqualTo(Secrets.digest(secret));
            Answer list = demo.api.get(path);
            assertThat(list.items("clientId")).containsExactly(clientId);
            assertThat(list.text()).doesNotContain(secret).doesNotContain("ecret");
        });
        assertThat(audited).containsExactly("INTROSPECTION_CREDENTIAL_CREATED");
        assertThat(AccountFixture.jdbc()
                        .sql("select count(*) from audit_event where account_id = :id and after_state like '%rss_%'")
                        .param("id", demo.id)
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void createWhenTwoLiveThenRefusesUntilOneIsDeleted() {
        String first = demo.api.post(path, null).json().get("id").asString();
        assertThat(demo.api.post(path, null).outcome()).isEqualTo("201");
        assertThat(demo.api.post(path, null).outcome()).isEqualTo("409 CREDENTIAL_LIMIT");

        List<String> audited = demo.audited(() -> {
            assertThat(demo.api.delete(path + "/" + first).outcome()).isEqualTo("204");
        });

        assertThat(audited).containsExactly("INTROSPECTION_CREDENTIAL_DELETED");
        assertThat(demo.api.delete(path + "/" + first).outcome()).isEqualTo("404 NOT_FOUND");
        assertThat(demo.api.post(path, null).outcome()).isEqualTo("201");
    }

    @Test
    void createWhenManyAskAtOnceThenTwoGetOne() {
        List<String> outcomes = Stream.generate(() -> path)
                .limit(6)
                .parallel()
                .map(to -> demo.api.post(to, null).outcome())
                .toList();
        assertThat(outcomes).filteredOn("201"::equals).hasSize(2);
        assertThat(outcomes).filteredOn("409 CREDENTIAL_LIMIT"::equals).hasSize(4);
    }

    @Test
    void deleteWhenCredentialIsOfAnotherServerThenThereIsNone() {
        String id = demo.api.post(path, null).json().get("id").asString();
        UUID notes = demo.server("notes");

        assertThat(demo.api
                        .delete("/servers/" + notes + "/introspection-credentials/" + id)
                        .outcome())
                .isEqualTo("404 NOT_FOUND");
        assertThat(demo.api.get(path).items("id")).containsExactly(id);
    }

    @Test
    void createWhenABodyComesThenItMustBeEmpty() {
        assertThat(demo.api.post(path, object()).outcome()).isEqualTo("201");
        assertThat(demo.api.post(path, object("clientSecret", "mine")).outcome())
                .isEqualTo("400 MALFORMED_REQUEST");
    }
}
