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
import org.springframework.jdbc.core.simple.JdbcClient;

/** API tokens, by their digests. */
abstract class ApiTokenRepositoryContract {

    @Autowired
    ApiTokenRepository tokens;

    @Autowired
    TestAccounts accounts;

    @Autowired
    JdbcClient jdbc;

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

    @Test
    void findThenWhateverHasBecomeOfIt() {
        String old = hash();
        String revoked = hash();
        tokens.insert(token(null, "old", Duration.ofSeconds(-1)), old);
        ApiTokenRow row = token(null, "gone", Duration.ofDays(1));
        tokens.insert(row, revoked);
        assertThat(tokens.revoke(account.id(), row.id()).orElseThrow().revokedAt())
                .isNotNull();
        assertThat(tokens.find(old)).isPresent();
        assertThat(tokens.find(revoked).orElseThrow().revokedAt()).isNotNull();
        assertThat(tokens.find(hash())).isEmpty();
    }

    @Test
    void revokeThenOnceAndOnlyInItsAccount() {
        String hash = hash();
        ApiTokenRow row = token(account.server().id(), "agent", Duration.ofDays(1));
        tokens.insert(row, hash);
        assertThat(tokens.revoke(accounts.create().id(), row.id())).isEmpty();
        assertThat(tokens.findLive(hash)).isPresent();
        assertThat(tokens.revoke(account.id(), row.id())).isPresent();
        assertThat(tokens.revoke(account.id(), row.id())).isEmpty();
        assertThat(tokens.findLive(hash)).isEmpty();
    }

    @Test
    void touchThenAtMostOnceAMinute() {
        String hash = hash();
        ApiTokenRow row = token(null, "busy", Duration.ofDays(1));
        tokens.insert(row, hash);
        tokens.touch(row);
        Instant first = tokens.find(hash).orElseThrow().lastUsedAt();
        assertThat(first).isNotNull();
        tokens.touch(row);
        assertThat(tokens.find(hash).orElseThrow().lastUsedAt()).isEqualTo(first);
        jdbc.sql("update api_token set last_used_at = current_timestamp - interval '2' minute where id = :id")
                .param("id", row.id())
                .update();
        tokens.touch(row);
        assertThat(tokens.find(hash).orElseThrow().lastUsedAt()).isAfterOrEqualTo(first);
    }

    @Test
    void pageAndCountThenLiveTokensAlone() {
        for (int i = 0; i < 3; i++) {
            tokens.insert(token(null, "live " + i, Duration.ofDays(1)), hash());
        }
        tokens.insert(token(null, "old", Duration.ofSeconds(-1)), hash());
        ApiTokenRow revoked = token(null, "revoked", Duration.ofDays(1));
        tokens.insert(revoked, hash());
        tokens.revoke(account.id(), revoked.id());

        assertThat(tokens.countAndLock(account.id(), user)).isEqualTo(3);
        assertThat(tokens.countAndLock(account.id(), UUID.randomUUID())).isZero();
        java.util.List<ApiTokenRow> first = tokens.findLiveOfAccount(account.id(), new UUID(0, 0), 2);
        assertThat(first).hasSize(2);
        java.util.List<ApiTokenRow> second =
                tokens.findLiveOfAccount(account.id(), first.get(1).id(), 2);
        assertThat(second).hasSize(1).doesNotContainAnyElementsOf(first);
        assertThat(first).extracting(ApiTokenRow::name).allMatch(name -> name.startsWith("live"));
    }

    @Test
    void findLiveOfUserThenTheirLiveOnesInThatAccountAlone() {
        ApiTokenRow live = token(account.server().id(), "live", Duration.ofDays(1));
        ApiTokenRow revoked = token(null, "revoked", Duration.ofDays(1));
        tokens.insert(live, hash());
        tokens.insert(revoked, hash());
        tokens.insert(token(null, "expired", Duration.ofSeconds(-1)), hash());
        tokens.revoke(account.id(), revoked.id());
        assertThat(tokens.findLiveOfUser(account.id(), user)).containsExactly(live);
        assertThat(tokens.findLiveOfUser(accounts.create().id(), user)).isEmpty();
        assertThat(tokens.findLiveOfUser(account.id(), account.member().userId()))
                .isEmpty();
    }
}
