package dev.gatehouse.db.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.refusal.RefusedDecisions.Filter;
import dev.gatehouse.db.refusal.RefusedDecisions.Position;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.db.testing.TestAccount;
import dev.gatehouse.db.testing.TestAccounts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Refusals: each once, in its account alone, so many and for so long. */
abstract class RefusedDecisionsContract {

    private static final Filter ALL = new Filter(null, null, null, null, null);
    private static final int MANY = 1_000;

    @Autowired
    RefusedDecisions refusals;

    @Autowired
    TestAccounts accounts;

    @Autowired
    JdbcClient jdbc;

    private final Instant now = TestAccount.now();
    private TestAccount account;
    private ServerRow server;

    @BeforeEach
    void newAccount() {
        account = accounts.create();
        server = account.server();
    }

    private ReportedRefusal refusal(UUID serverId, @Nullable UUID userId, String reason, Instant at) {
        return new ReportedRefusal(
                UUID.randomUUID(),
                at,
                serverId,
                null,
                "BUILT_IN",
                userId,
                null,
                userId == null ? "machine" : userId.toString(),
                "c_one",
                UUID.randomUUID().toString(),
                "POST",
                "tools/call",
                "TOOL",
                "delete \u2028 everything",
                reason,
                403,
                "mcp:read",
                "mcp:read mcp:write");
    }

    private ReportedRefusal refusal(int secondsAgo) {
        return refusal(server.id(), null, "INSUFFICIENT_SCOPE", now.minusSeconds(secondsAgo));
    }

    private List<UUID> ids(UUID accountId, Filter filter) {
        return refusals.newest(accountId, filter, null, MANY).stream()
                .map(RefusedDecision::id)
                .toList();
    }

    @Test
    void addThenFoundWithTheNamesOfTodayInItsAccountAlone() {
        MembershipRow member = account.member();
        ReportedRefusal reported = refusal(server.id(), member.userId(), "INSUFFICIENT_SCOPE", now.minusSeconds(5));

        assertThat(refusals.add(List.of(reported), now, MANY)).isEqualTo(1);

        RefusedDecision found = refusals.find(account.id(), reported.id()).orElseThrow();
        assertThat(found.server().name()).isEqualTo("Server");
        assertThat(found.person()).isNotNull();
        assertThat(found.person().id()).isEqualTo(member.userId());
        assertThat(found.featureName()).isEqualTo(reported.featureName());
        assertThat(found.at()).isEqualTo(reported.at());
        assertThat(found.scopes()).containsExactly("mcp:read");
        assertThat(found.needed()).containsExactly("mcp:read", "mcp:write");
        assertThat(refusals.find(accounts.create().id(), reported.id())).isEmpty();
    }

    @Test
    void addWhenThePersonIsOfAnotherAccountThenNotNamed() {
        MembershipRow stranger = accounts.create().member();
        ReportedRefusal reported = refusal(server.id(), stranger.userId(), "TOKEN_REVOKED", now);

        refusals.add(List.of(reported), now, MANY);

        assertThat(refusals.find(account.id(), reported.id()).orElseThrow().person())
                .isNull();
    }

    @Test
    void addAgainThenOnceAndAsItWas() {
        ReportedRefusal reported = refusal(10);
        refusals.add(List.of(reported, reported), now, MANY);

        assertThat(refusals.add(List.of(reported), now, MANY)).isZero();

        assertThat(ids(account.id(), ALL)).containsExactly(reported.id());
    }

    @Test
    void addOfServersThatThereAreNotThenDropped() {
        assertThat(refusals.add(List.of(refusal(UUID.randomUUID(), null, "TOKEN_REVOKED", now)), now, MANY))
                .isZero();
        assertThat(refusals.add(List.of(), now, MANY)).isZero();
    }

    @Test
    void addFromAClockThatIsAheadThenSetBackAndFromTooLongAgoThenDropped() {
        ReportedRefusal ahead = refusal(-3_600);
        ReportedRefusal old = refusal((int) RefusedDecisions.KEPT.toSeconds() + 1);

        refusals.add(List.of(ahead, old), now, MANY);

        assertThat(ids(account.id(), ALL)).containsExactly(ahead.id());
        assertThat(refusals.find(account.id(), ahead.id()).orElseThrow().at()).isBefore(now.plusSeconds(1_800));
    }

    @Test
    void addWhenTheAccountHasTooManyThenTheOldestGoAndNobodyElses() {
        UUID other = accounts.create().server().id();
        ReportedRefusal elsewhere = refusal(other, null, "TOKEN_REVOKED", now.minusSeconds(9_999));
        refusals.add(List.of(elsewhere), now, 5);
        List<ReportedRefusal> eight =
                IntStream.range(0, 8).mapToObj(this::refusal).toList();

        refusals.add(eight, now, 5);

        assertThat(ids(account.id(), ALL))
                .containsExactlyElementsOf(
                        eight.subList(0, 5).stream().map(ReportedRefusal::id).toList());
        assertThat(jdbc.sql("select count(*) from refused_decision where id = :id")
                        .param("id", elsewhere.id())
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void newestPageByPageThenEachOnceAlsoOfOneMoment() {
        List<ReportedRefusal> many = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            many.add(refusal(i / 3));
        }
        refusals.add(many, now, MANY);

        List<UUID> seen = new ArrayList<>();
        Position behind = null;
        List<RefusedDecision> page;
        do {
            page = refusals.newest(account.id(), ALL, behind, 2);
            for (RefusedDecision refusal : page) {
                seen.add(refusal.id());
                behind = new Position(refusal.at(), refusal.id());
            }
        } while (!page.isEmpty());

        assertThat(seen).isEqualTo(ids(account.id(), ALL)).hasSize(7).doesNotHaveDuplicates();
    }

    @Test
    void filtersThenOnlyWhatTheyName() {
        MembershipRow member = account.member();
        ReportedRefusal one = refusal(server.id(), member.userId(), "INSUFFICIENT_SCOPE", now.minusSeconds(100));
        ReportedRefusal two = refusal(account.server().id(), null, "FEATURE_BLOCKED", now.minusSeconds(50));
        refusals.add(List.of(one, two), now, MANY);

        assertThat(ids(account.id(), new Filter(server.id(), null, null, null, null)))
                .containsExactly(one.id());
        assertThat(ids(account.id(), new Filter(null, member.userId(), null, null, null)))
                .containsExactly(one.id());
        assertThat(ids(account.id(), new Filter(null, null, "FEATURE_BLOCKED", null, null)))
                .containsExactly(two.id());
        assertThat(ids(account.id(), new Filter(null, null, null, one.at(), two.at())))
                .containsExactly(one.id());
        assertThat(ids(account.id(), new Filter(null, null, null, one.at().plusMillis(1), null)))
                .containsExactly(two.id());
    }

    @Test
    void purgeThenWhatIsAWeekOldIsGone() {
        ReportedRefusal reported = refusal(60);
        refusals.add(List.of(reported), now, MANY);

        refusals.purge(now.plus(RefusedDecisions.KEPT).minus(Duration.ofMinutes(2)));
        assertThat(refusals.find(account.id(), reported.id())).isPresent();

        refusals.purge(now.plus(RefusedDecisions.KEPT));
        assertThat(refusals.find(account.id(), reported.id())).isEmpty();
    }
}
