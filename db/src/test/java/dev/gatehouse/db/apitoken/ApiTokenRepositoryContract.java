package dev.gatehouse.db.apitoken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.db.testing.TestAccount;
import dev.gatehouse.db.testing.TestAccounts;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DuplicateKeyException;

/** API tokens, by their digests. */
abstract class ApiTokenRepositoryContract {

    @Autowired
    ApiTokenRepository tokens;

    @Autowired
    TestAccounts accounts;

    private TestAccount account;
    private UUID user;

    @BeforeEach
    void start() {
        account = accounts.create();
        user = account.member().userId();
    }

    private ApiTokenRow token(UUID serverId, String name, Duration lifetime) {
        Instant now = TestAccount.now();
        return new ApiTokenRow(UUID.randomUUID(), account.id(), user, serverId, name, now, now.plus(lifetime));
    }

    private static String hash() {
        return (UUID.randomUUID() + "" + UUID.randomUUID()).replace("-", "");
    }

    @Test
    void insertThenFoundByItsDigestAlone() {
        ApiTokenRow admin = token(null, "deploy", Duration.ofDays(1));
        ApiTokenRow ofServer = token(account.server().id(), "agent", Duration.ofDays(1));
        String first = hash();
        String second = hash();
        tokens.insert(admin, first);
        tokens.insert(ofServer, second);
        assertThat(tokens.findLive(first)).contains(admin);
        assertThat(tokens.findLive(second)).contains(ofServer);
        assertThat(tokens.findLive(hash())).isEmpty();
        assertThat(tokens.findLive(first.toUpperCase(java.util.Locale.ROOT))).isEmpty();
    }

    @Test
    void findWhenExpiredThenEmpty() {
        String hash = hash();
        tokens.insert(token(null, "old", Duration.ofSeconds(-1)), hash);
        assertThat(tokens.findLive(hash)).isEmpty();
    }

    @Test
    void revokeByNameThenEveryLiveTokenOfThatNameInThatAccountAndNoOther() {
        TestAccount elsewhere = accounts.create();
        String first = hash();
        String second = hash();
        String other = hash();
        String theirs = hash();
        tokens.insert(token(null, "deploy", Duration.ofDays(1)), first);
        tokens.insert(token(null, "deploy", Duration.ofDays(2)), second);
        tokens.insert(token(null, "Deploy", Duration.ofDays(2)), other);
        account = elsewhere;
        tokens.insert(token(null, "deploy", Duration.ofDays(2)), theirs);
        UUID mine = tokens.findLive(first).orElseThrow().accountId();

        assertThat(tokens.revokeByName(mine, "deploy")).isEqualTo(2);
        assertThat(tokens.revokeByName(mine, "deploy")).isZero();
        assertThat(tokens.findLive(first)).isEmpty();
        assertThat(tokens.findLive(second)).isEmpty();
        assertThat(tokens.findLive(other)).isPresent();
        assertThat(tokens.findLive(theirs)).isPresent();
    }

    @Test
    void insertWhenTheDigestIsTakenThenRefused() {
        String hash = hash();
        tokens.insert(token(null, "one", Duration.ofDays(1)), hash);
        assertThatThrownBy(() -> tokens.insert(token(null, "two", Duration.ofDays(1)), hash))
                .isInstanceOf(DuplicateKeyException.class);
    }
}
