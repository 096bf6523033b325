package dev.gatehouse.db.ownership;

import dev.gatehouse.db.account.AccountLocks;
import dev.gatehouse.db.account.AccountRepository;
import dev.gatehouse.db.account.MemberRepository;
import dev.gatehouse.db.account.MembershipRepository;
import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.account.RoleLookups;
import dev.gatehouse.db.authorization.ApprovalOutcome;
import dev.gatehouse.db.authorization.AuthorizationScenario;
import dev.gatehouse.db.authorization.Issuance;
import dev.gatehouse.db.grant.MemberRemovals;
import dev.gatehouse.db.grant.ReachChanges;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.db.testing.RaceTrack;
import dev.gatehouse.db.testing.TestAccount;
import dev.gatehouse.db.testing.TestAccounts;
import dev.gatehouse.db.testing.TestStore;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.SystemRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Transfers of an account, racing each other, their withdrawal and all that can become of the two people; and admins who
 * remove or demote each other. Whatever wins, there is one owner, and the account names them (I1, O10, O11).
 */
abstract class OwnershipRaceContract {

    private static final int ROUNDS = 40;

    @Autowired
    ApplicationContext context;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TestAccounts accounts;

    @Autowired
    AccountRepository accountRows;

    @Autowired
    MemberRepository members;

    @Autowired
    MembershipRepository memberships;

    @Autowired
    MemberRemovals removals;

    @Autowired
    RoleLookups lookups;

    @Autowired
    ReachChanges reach;

    @Autowired
    AccountLocks locks;

    @Autowired
    TransferRepository transfers;

    @Autowired
    Ownership ownership;

    private RaceTrack track;
    private AuthorizationScenario scenario;
    private TestAccount account;
    private MembershipRow owner;
    private MembershipRow next;
    private ServerRow server;

    @BeforeEach
    void open() {
        track = new RaceTrack(context.getEnvironment());
        scenario = new AuthorizationScenario(context, TestStore.SETTINGS);
        account = accounts.create();
        server = account.server();
        account.role(SystemRole.MANAGE_ALL);
        owner = account.member(SystemRole.OWNER);
        next = account.member(SystemRole.CUSTOM_LEVEL);
        accountRows.save(accountRows.findById(account.id()).orElseThrow().ownedBy(owner.id()));
    }

    @AfterEach
    void close() {
        track.close();
    }

    /** Back to the start: the first owner owns, the next is an active member, and has an offer. */
    private TransferRow again() {
        account.assign(owner, SystemRole.OWNER);
        if (memberships.findById(next.id()).isEmpty()) {
            next = account.member(SystemRole.CUSTOM_LEVEL);
        }
        account.set(next, MembershipStatus.ACTIVE);
        account.assign(next, SystemRole.CUSTOM_LEVEL);
        accountRows.save(accountRows.findById(account.id()).orElseThrow().ownedBy(owner.id()));
        open(account.id()).ifPresent(row -> close(row, TransferStatus.CANCELLED));
        return transfers.save(TransferRow.offer(
                account.id(),
                owner.userId(),
                next.userId(),
                account.role(SystemRole.MANAGE_ALL).id(),
                TestAccount.now()));
    }

    private Optional<TransferRow> open(UUID accountId) {
        return transfers.findByAccountIdAndStatus(accountId, TransferStatus.REQUESTED);
    }

    private boolean close(TransferRow row, TransferStatus how) {
        transfers.save(row.resolved(how, TestAccount.now()));
        return true;
    }

    /** What every change of an account is: the memberships by id, the account, then the change. */
    private Callable<Boolean> change(List<UUID> membershipIds, BooleanSupplier change) {
        return () -> reach.apply(membershipIds, "system", () -> {
            locks.lock(account.id());
            return change.getAsBoolean();
        });
    }

    private Callable<Boolean> accept(TransferRow offer) {
        return accept(offer, move -> true);
    }

    private Callable<Boolean> accept(TransferRow offer, Predicate<Ownership.Move> allowed) {
        return change(List.of(next.id(), owner.id()), () -> {
            Optional<Ownership.Move> move =
                    ownership.find(account.id(), offer.id()).filter(allowed);
            move.ifPresent(agreed -> {
                ownership.move(agreed);
                close(transfers.findById(offer.id()).orElseThrow(), TransferStatus.ACCEPTED);
            });
            return move.isPresent();
        });
    }

    private Callable<Boolean> close(UUID transferId, TransferStatus how) {
        return change(
                List.of(),
                () -> transfers
                        .findById(transferId)
                        .filter(row -> row.status() == TransferStatus.REQUESTED)
                        .map(row -> close(row, how))
                        .orElse(false));
    }

    private boolean owns(MembershipRow row) {
        return members.find(account.id(), row.userId())
                .filter(member -> member.role().systemKey() == SystemRole.OWNER)
                .isPresent();
    }

    private Callable<Boolean> departure(MembershipRow row, boolean forGood) {
        return change(List.of(row.id()), () -> {
            if (owns(row)) {
                return false;
            }
            if (forGood) {
                removals.remove(row.id());
            } else {
                account.set(row, MembershipStatus.DISABLED);
            }
            open(account.id())
                    .filter(offer -> offer.toUserId().equals(row.userId()))
                    .ifPresent(offer -> close(offer, TransferStatus.CANCELLED));
            return true;
        });
    }

    private Callable<Boolean> assignment(MembershipRow row, SystemRole role) {
        return change(List.of(row.id()), () -> {
            boolean may = !owns(row);
            if (may) {
                account.assign(row, role);
            }
            return may;
        });
    }

    /** The rule of all these races, and that an offer which waits is one that could still be accepted. */
    private List<String> broken(List<Boolean> done) {
        List<String> broken = new ArrayList<>();
        List<UUID> byRole = jdbc.sql("select m.id from membership m join account_role r on r.id = m.role_id"
                        + " where m.account_id = :account and r.system_key = 'OWNER' and m.status = 'ACTIVE'")
                .param("account", account.id())
                .query(UUID.class)
                .list();
        UUID named = accountRows.findById(account.id()).orElseThrow().ownerMembershipId();
        if (byRole.size() != 1 || !byRole.get(0).equals(named)) {
            broken.add("owners by role " + byRole + ", the account names " + named + " " + done);
        }
        if (open(account.id())
                .filter(offer -> ownership.find(account.id(), offer.id()).isEmpty())
                .isPresent()) {
            broken.add("an offer waits that nobody can accept " + done);
        }
        return broken;
    }

    private List<String> oneOf(List<Boolean> done) {
        List<String> broken = broken(done);
        if (done.stream().filter(Boolean::booleanValue).count() != 1) {
            broken.add("one of them happens, not " + done);
        }
        return broken;
    }

    @Test
    void acceptedTwiceAtOnceThenOnce() throws Exception {
        track.race("transfer-twice", "", ROUNDS, n -> {
            TransferRow offer = again();
            return oneOf(track.start(List.of(accept(offer), accept(offer))));
        });
    }

    @Test
    void acceptedAgainstTakenBackOrDeclinedThenOneOfThem() throws Exception {
        track.race("transfer-answers", "", ROUNDS, n -> {
            TransferRow offer = again();
            TransferStatus other = n % 2 == 0 ? TransferStatus.CANCELLED : TransferStatus.DECLINED;
            List<Boolean> done = track.start(List.of(accept(offer), close(offer.id(), other)));
            List<String> broken = oneOf(done);
            TransferStatus is = transfers.findById(offer.id()).orElseThrow().status();
            if (is != (done.get(0) ? TransferStatus.ACCEPTED : other)) {
                broken.add("the offer says " + is + " " + done);
            }
            return broken;
        });
    }

    @Test
    void acceptedAgainstTheDepartureOfTheTargetThenOneOfThem() throws Exception {
        track.race("transfer-departure", "", ROUNDS, n -> {
            TransferRow offer = again();
            return oneOf(track.start(List.of(accept(offer), departure(next, n % 2 == 0))));
        });
    }

    @Test
    void acceptedAgainstAnotherRoleOfTheTargetThenOneOwner() throws Exception {
        track.race("transfer-role", "", ROUNDS, n -> {
            TransferRow offer = again();
            List<Boolean> done = track.start(List.of(accept(offer), assignment(next, SystemRole.MEMBER)));
            List<String> broken = broken(done);
            if (!done.get(0) || !owns(next)) {
                broken.add("another role does not stop the transfer " + done);
            }
            return broken;
        });
    }

    @Test
    void offeredAgainstTheDepartureOfTheTargetThenNoOfferIsLeftBehind() throws Exception {
        track.race("offer-departure", "", ROUNDS, n -> {
            close(again(), TransferStatus.CANCELLED);
            MembershipRow to = next;
            Callable<Boolean> offer = change(List.of(), () -> {
                boolean active = members.find(account.id(), to.userId())
                        .filter(member -> member.status() == MembershipStatus.ACTIVE)
                        .isPresent();
                if (active) {
                    transfers.save(TransferRow.offer(
                            account.id(),
                            owner.userId(),
                            to.userId(),
                            account.role(SystemRole.MANAGE_ALL).id(),
                            TestAccount.now()));
                }
                return active;
            });
            return broken(track.start(List.of(offer, departure(to, n % 2 == 0))));
        });
    }

    @Test
    void acceptedAgainstRefreshAndApprovalOfThePreviousOwnerThenNothingIsAliveOrIssuedAfterIt() throws Exception {
        track.race("transfer-refresh", "", ROUNDS / 4, n -> {
            TransferRow offer = again();
            UUID family = scenario.signIn(owner, server);
            Callable<Boolean> refresh = () -> scenario.refresh(family, 1) instanceof Issuance.Issued;
            Callable<Boolean> approve =
                    () -> scenario.tryToApprove(owner.userId(), server.id(), "") instanceof ApprovalOutcome.Approved;
            List<Boolean> done = track.start(List.of(accept(offer), refresh, approve));
            List<String> broken = broken(done);
            if (scenario.refresh(family, 1) instanceof Issuance.Issued
                    || scenario.refresh(family, 2) instanceof Issuance.Issued) {
                broken.add("a refresh after the transfer succeeded " + done);
            }
            if (alive(owner) > 0) {
                broken.add("an authorization of the previous owner is alive " + done);
            }
            return broken;
        });
    }

    private long alive(MembershipRow member) {
        return jdbc.sql("select count(*) from oauth_authorization where user_id = :user and revoked_at is null")
                .param("user", member.userId())
                .query(Long.class)
                .single();
    }

    @Test
    void twoAdminsRemoveEachOtherThenExactlyOneGoes() throws Exception {
        track.race("admins-remove", "", ROUNDS, n -> {
            MembershipRow one = account.member(SystemRole.ADMIN);
            MembershipRow two = account.member(SystemRole.ADMIN);
            return oneOf(
                    track.start(List.of(byAdmin(one, two, () -> removed(two)), byAdmin(two, one, () -> removed(one)))));
        });
    }

    @Test
    void twoAdminsDemoteEachOtherThenExactlyOneFalls() throws Exception {
        track.race("admins-demote", "", ROUNDS, n -> {
            MembershipRow one = account.member(SystemRole.ADMIN);
            MembershipRow two = account.member(SystemRole.ADMIN);
            return oneOf(
                    track.start(List.of(byAdmin(one, two, () -> demoted(two)), byAdmin(two, one, () -> demoted(one)))));
        });
    }

    /** The actor is looked at again behind the lock, as {@code AccountChanges} does. */
    private Callable<Boolean> byAdmin(MembershipRow actor, MembershipRow target, BooleanSupplier change) {
        return change(
                List.of(target.id()),
                () -> members.find(account.id(), actor.userId())
                                .filter(member -> member.role().systemKey() == SystemRole.ADMIN)
                                .isPresent()
                        && change.getAsBoolean());
    }

    private boolean removed(MembershipRow row) {
        removals.remove(row.id());
        return true;
    }

    private boolean demoted(MembershipRow row) {
        account.assign(row, SystemRole.MEMBER);
        return true;
    }

    @Test
    void oneLastSuperAdminBecomesTheOwnerWhileTheOtherIsDemotedThenOneStays() throws Exception {
        MembershipRow other = account.member(SystemRole.SUPER_ADMIN);
        track.race("transfer-super-admins", "", ROUNDS, n -> {
            TransferRow offer = again();
            account.assign(next, SystemRole.SUPER_ADMIN);
            account.assign(other, SystemRole.SUPER_ADMIN);
            Callable<Boolean> accepted =
                    accept(offer, move -> othersStay(move.to().membershipId()));
            Callable<Boolean> demoted = change(List.of(other.id()), () -> othersStay(other.id()) && demoted(other));
            return oneOf(track.start(List.of(accepted, demoted)));
        });
    }

    private boolean othersStay(UUID but) {
        return lookups.countOtherActiveHolders(account.id(), SystemRole.SUPER_ADMIN, but) > 0;
    }
}
