package dev.gatehouse.db.ownership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.db.account.AccountRepository;
import dev.gatehouse.db.account.MembershipRepository;
import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.account.RoleRepository;
import dev.gatehouse.db.account.RoleRow;
import dev.gatehouse.db.testing.TestAccount;
import dev.gatehouse.db.testing.TestAccounts;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.SystemRole;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Offers of an account as rows, what accepting one would do, and the move itself (O11, X8). */
abstract class OwnershipContract {

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TestAccounts accounts;

    @Autowired
    AccountRepository accountRows;

    @Autowired
    MembershipRepository memberships;

    @Autowired
    RoleRepository roles;

    @Autowired
    TransferRepository transfers;

    @Autowired
    Ownership ownership;

    @Autowired
    WaitingTransfers waiting;

    private TestAccount account;
    private MembershipRow owner;
    private MembershipRow next;

    @BeforeEach
    void open() {
        account = accounts.create();
        owner = account.member(SystemRole.OWNER);
        next = account.member(SystemRole.CUSTOM_LEVEL);
        account.role(SystemRole.MANAGE_ALL);
        accountRows.save(accountRows.findById(account.id()).orElseThrow().ownedBy(owner.id()));
    }

    private TransferRow offer(MembershipRow to, UUID roleId) {
        return transfers.save(TransferRow.offer(account.id(), owner.userId(), to.userId(), roleId, TestAccount.now()));
    }

    private TransferRow offer() {
        return offer(next, account.role(SystemRole.MANAGE_ALL).id());
    }

    private SystemRole role(MembershipRow of) {
        UUID roleId = memberships.findById(of.id()).orElseThrow().roleId();
        return roles.findById(roleId).orElseThrow().systemKey();
    }

    @Test
    void offerThenItIsReadAsItWasWrittenAndClosedOnce() {
        TransferRow made = offer();
        TransferRow read =
                transfers.findByIdAndAccountId(made.id(), account.id()).orElseThrow();
        assertThat(read).isEqualTo(made);
        assertThat(transfers.findByAccountIdAndStatus(account.id(), TransferStatus.REQUESTED))
                .contains(made);
        assertThat(transfers.findByIdAndAccountId(made.id(), accounts.create().id()))
                .isEmpty();

        Instant at = TestAccount.now();
        TransferRow closed = transfers.save(read.resolved(TransferStatus.DECLINED, at));
        assertThat(transfers.findById(made.id())).contains(closed);
        assertThat(closed.resolvedAt()).isEqualTo(at);
        assertThat(closed.version()).isEqualTo(made.version() + 1);
        assertThat(transfers.findByAccountIdAndStatus(account.id(), TransferStatus.REQUESTED))
                .isEmpty();
        assertThatThrownBy(() -> transfers.save(read.resolved(TransferStatus.CANCELLED, at)))
                .isInstanceOf(OptimisticLockingFailureException.class);
    }

    @Test
    void listsThenByIdInPagesAndForOthersTheirOwnOnly() {
        MembershipRow other = account.member();
        List<UUID> ids = Stream.of(next, other, next, next)
                .map(to -> offer(to, account.role(SystemRole.MEMBER).id()))
                .map(TransferRow::id)
                .toList();
        List<UUID> all = transfers.list(account.id(), new UUID(0, 0), 10).stream()
                .map(TransferRow::id)
                .toList();
        assertThat(all).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(transfers.list(account.id(), all.get(1), 1))
                .extracting(TransferRow::id)
                .containsExactly(all.get(2));
        assertThat(transfers.listTo(account.id(), next.userId(), new UUID(0, 0), 10))
                .hasSize(3)
                .allMatch(row -> row.toUserId().equals(next.userId()));
        assertThat(transfers.listTo(accounts.create().id(), next.userId(), new UUID(0, 0), 10))
                .isEmpty();
    }

    @Test
    void moveThenBothRolesAndTheAccountChangeTogether() {
        TransferRow offer = offer(next, account.role(SystemRole.ADMIN).id());
        Ownership.Move move = ownership.find(account.id(), offer.id()).orElseThrow();
        ownership.move(move);
        assertThat(role(owner)).isEqualTo(SystemRole.ADMIN);
        assertThat(role(next)).isEqualTo(SystemRole.OWNER);
        assertThat(accountRows.findById(account.id()).orElseThrow().ownerMembershipId())
                .isEqualTo(next.id());
        assertThat(ownership.find(account.id(), offer.id()))
                .as("who offered it owns it no more")
                .isEmpty();
    }

    @Test
    void findWhenSomethingIsMissingThenNothingCanBeAccepted() {
        TransferRow offer = offer();
        assertThat(ownership.find(account.id(), offer.id())).isPresent();
        assertThat(ownership.find(accounts.create().id(), offer.id())).isEmpty();
        assertThat(ownership.find(account.id(), UUID.randomUUID())).isEmpty();

        for (MembershipStatus status : MembershipStatus.values()) {
            account.set(next, status);
            assertThat(ownership.find(account.id(), offer.id()).isPresent())
                    .as(status.name())
                    .isEqualTo(status == MembershipStatus.ACTIVE);
        }
        account.set(next, MembershipStatus.ACTIVE);
        accountRows.save(accountRows.findById(account.id()).orElseThrow().ownedBy(next.id()));
        assertThat(ownership.find(account.id(), offer.id()))
                .as("the account names another owner")
                .isEmpty();
        accountRows.save(accountRows.findById(account.id()).orElseThrow().ownedBy(owner.id()));
        account.assign(owner, SystemRole.ADMIN);
        assertThat(ownership.find(account.id(), offer.id()))
                .as("the owner's role is another")
                .isEmpty();
        account.assign(owner, SystemRole.OWNER);
        transfers.save(offer.resolved(TransferStatus.CANCELLED, TestAccount.now()));
        assertThat(ownership.find(account.id(), offer.id())).isEmpty();
    }

    @Test
    void roleThatIsGoneOrOfAnotherAccountOrTheOwnersThenManageAll() {
        RoleRow doomed = roles.save(RoleRow.own(UUID.randomUUID(), account.id(), "Doomed", null));
        UUID foreign = accounts.create().role(SystemRole.ADMIN).id();
        for (UUID roleId :
                List.of(doomed.id(), foreign, account.role(SystemRole.OWNER).id())) {
            TransferRow offer = offer(next, roleId);
            roles.deleteById(doomed.id());
            assertThat(ownership
                            .find(account.id(), offer.id())
                            .orElseThrow()
                            .left()
                            .systemKey())
                    .isEqualTo(SystemRole.MANAGE_ALL);
        }
    }

    @Test
    void waitingThenBothSeeItInEveryAccountWhereTheyAreActiveAndNobodyElseDoes() {
        MembershipRow stranger = account.member();
        TransferRow offer = offer();
        WaitingTransfers.Waiting theirs = waiting.of(next.userId()).get(0);
        assertThat(theirs.id()).isEqualTo(offer.id());
        assertThat(theirs.toMe()).isTrue();
        assertThat(theirs.account()).isEqualTo("Test account");
        assertThat(theirs.from().email()).startsWith(owner.userId().toString());
        assertThat(theirs.to().email()).startsWith(next.userId().toString());
        assertThat(theirs.ownRole()).isEqualTo("Custom");
        assertThat(theirs.leftRole()).isEqualTo("Manage all");
        assertThat(waiting.of(owner.userId()))
                .singleElement()
                .satisfies(mine -> assertThat(mine.toMe()).isFalse());
        assertThat(waiting.any(owner.userId())).isTrue();
        assertThat(waiting.of(stranger.userId())).isEmpty();
        assertThat(waiting.any(stranger.userId())).isFalse();

        TestAccount second = accounts.create();
        second.role(SystemRole.MANAGE_ALL);
        MembershipRow boss = second.member(SystemRole.OWNER);
        second.join(next.userId(), SystemRole.MEMBER);
        transfers.save(
                TransferRow.offer(second.id(), boss.userId(), next.userId(), UUID.randomUUID(), TestAccount.now()));
        assertThat(waiting.of(next.userId())).hasSize(2);

        account.set(next, MembershipStatus.DISABLED);
        assertThat(waiting.of(next.userId()))
                .singleElement()
                .satisfies(left -> assertThat(left.accountId()).isEqualTo(second.id()));
        account.set(next, MembershipStatus.ACTIVE);
        transfers.save(offer.resolved(TransferStatus.DECLINED, TestAccount.now()));
        assertThat(waiting.of(owner.userId())).isEmpty();
        assertThat(waiting.any(next.userId())).isTrue();
    }
}
