package dev.gatehouse.db.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.testing.RaceTrack;
import dev.gatehouse.db.testing.TestAccount;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Registrations: the same metadata is the same client. */
abstract class ClientRegistrationsContract {

    @Autowired
    ApplicationContext context;

    @Autowired
    ClientRegistrations registrations;

    @Autowired
    ClientRepository clients;

    @Autowired
    ClientUse use;

    @Autowired
    Transactions transactions;

    @Autowired
    JdbcClient jdbc;

    private static ClientRow row(String hash) {
        return ClientRow.dynamic(
                        "c_" + UUID.randomUUID(), "App", List.of("https://a.example/"), "{}", TestAccount.now())
                .change()
                .metadataHash(hash)
                .build();
    }

    private static String hash() {
        return UUID.randomUUID().toString().replace("-", "").repeat(2);
    }

    @Test
    void registrationByEightAtOnceThenOneClient() throws Exception {
        try (RaceTrack track = new RaceTrack(context.getEnvironment())) {
            track.race("registration", "", n -> {
                String hash = hash();
                Callable<String> racer = () -> registrations
                        .again(hash)
                        .orElseGet(() -> registrations.add(row(hash)))
                        .clientId();
                Set<String> ids = new HashSet<>(track.start(Collections.nCopies(8, racer)));
                return ids.size() == 1 ? List.of() : List.of("eight registrations made " + ids.size() + " clients");
            });
        }
    }

    @Test
    void registrationThenAuditedOnce() {
        String hash = hash();
        ClientRow first = registrations.add(row(hash));
        assertThat(registrations.add(row(hash)).clientId()).isEqualTo(first.clientId());
        assertThat(jdbc.sql(
                                "select count(*) from audit_event where action = 'CLIENT_REGISTERED' and subject = :subject")
                        .param("subject", "client:" + first.clientId())
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void changeWhileTheUseIsNotedThenItWaitsAndReadsTheUse() throws Exception {
        String clientId = registrations.add(row(hash())).clientId();
        CompletableFuture<ClientRow> changed = transactions.run(() -> {
            assertThat(use.note(clientId, UUID.randomUUID())).isTrue();
            CompletableFuture<ClientRow> change = CompletableFuture.supplyAsync(
                    () -> transactions.run(() -> clients.save(clients.findForUpdateByClientId(clientId)
                            .orElseThrow()
                            .change()
                            .name("Other")
                            .build())));
            assertThatThrownBy(() -> change.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            return change;
        });
        assertThat(changed.get().name()).isEqualTo("Other");
        assertThat(clients.findByClientId(clientId).orElseThrow().lastUsedAt()).isNotNull();
    }

    @Test
    void registrationThatTheDatabaseRefusesForAnotherReasonThenThrows() {
        ClientRow first = registrations.add(row(hash()));
        ClientRow sameId = ClientRow.dynamic(first.clientId(), "App", List.of(), "{}", TestAccount.now());
        assertThatThrownBy(() -> registrations.add(sameId)).isInstanceOf(RuntimeException.class);
    }
}
