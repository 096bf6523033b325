package dev.gatehouse.db.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.db.testing.RaceTrack;
import dev.gatehouse.db.testing.TestAccount;
import dev.gatehouse.db.testing.TestAccounts;
import dev.gatehouse.policy.client.ClientRule;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.dao.DuplicateKeyException;

/** Copies and pins of metadata documents, used assertions, rules about clients. */
abstract class ClientDocumentsContract {

    @Autowired
    DocumentCopies copies;

    @Autowired
    DocumentPins pins;

    @Autowired
    UsedAssertions assertions;

    @Autowired
    ClientRules rules;

    @Autowired
    TestAccounts accounts;

    @Autowired
    Environment environment;

    private final String clientId = "https://" + UUID.randomUUID() + ".example/client.json";
    private final Instant now = TestAccount.now();

    @Test
    void renewOfAClientThatNobodyAllowedThenNothingIsKept() {
        assertThat(copies.renew(clientId, new DocumentCopies.Copy("{}", now))).isFalse();
        assertThat(copies.find(clientId)).isEmpty();
    }

    @Test
    void keepThenFoundRenewedForgottenAndRenewedAgain() {
        copies.keep(clientId, new DocumentCopies.Copy("{\"a\":1}", now));
        copies.keep(clientId, new DocumentCopies.Copy("{\"a\":2}", now));
        assertThat(copies.find(clientId)).hasValue(new DocumentCopies.Copy("{\"a\":2}", now));

        copies.forget(clientId, now);
        assertThat(copies.find(clientId)).isEmpty();

        assertThat(copies.renew(clientId, new DocumentCopies.Copy("{\"a\":3}", now)))
                .isTrue();
        assertThat(copies.find(clientId)).hasValue(new DocumentCopies.Copy("{\"a\":3}", now));
    }

    @Test
    void keepByEightAtOnceThenOneCopy() throws Exception {
        try (RaceTrack track = new RaceTrack(environment)) {
            track.start(Collections.nCopies(8, () -> {
                copies.keep(clientId, new DocumentCopies.Copy("{}", now));
                return true;
            }));
        }
        assertThat(copies.find(clientId)).isPresent();
    }

    @Test
    void pinThenOfThatAccountOnlyAndOnceEach() {
        UUID mine = accounts.create().id();
        UUID other = accounts.create().id();
        DocumentPins.Pin pin = new DocumentPins.Pin(UUID.randomUUID(), mine, clientId, "{}", now);
        pins.insert(pin);

        assertThat(pins.findByAccount(mine)).containsExactly(pin);
        assertThat(pins.find(mine, clientId)).hasValue(pin);
        assertThat(pins.find(other, clientId)).isEmpty();
        assertThatThrownBy(() -> pins.insert(new DocumentPins.Pin(UUID.randomUUID(), mine, clientId, "{}", now)))
                .isInstanceOf(DuplicateKeyException.class);

        pins.delete(pin.id());
    }

    @Test
    void useOfOneAssertionByEightAtOnceThenOneSucceeds() throws Exception {
        String digest = UUID.randomUUID().toString();
        try (RaceTrack track = new RaceTrack(environment)) {
            List<Boolean> used = track.start(Collections.nCopies(8, () -> assertions.use(digest, now.plusSeconds(60))));
            assertThat(used).containsOnlyOnce(true);
        }
        assertions.purge(now);
        assertThat(assertions.use(digest, now.plusSeconds(60))).isFalse();
        assertions.purge(now.plusSeconds(61));
        assertThat(assertions.use(digest, now.plusSeconds(60))).isTrue();
    }

    @Test
    void rulePutTwiceThenItsLastVerdictAndDeletedOnce() {
        UUID account = accounts.create().id();
        ClientRule deny = new ClientRule(ClientRule.Kind.DOMAIN, "a.example", ClientRule.Verdict.DENY);
        ClientRule trust = new ClientRule(ClientRule.Kind.DOMAIN, "a.example", ClientRule.Verdict.TRUST);
        rules.put(account, deny, now);
        rules.put(account, trust, now);

        assertThat(rules.findByAccount(account)).containsExactly(trust);
        assertThat(rules.delete(account, ClientRule.Kind.CLIENT, "a.example")).isFalse();
        assertThat(rules.delete(account, ClientRule.Kind.DOMAIN, "a.example")).isTrue();
        assertThat(rules.delete(account, ClientRule.Kind.DOMAIN, "a.example")).isFalse();
        assertThat(rules.findByAccount(account)).isEmpty();
    }
}
