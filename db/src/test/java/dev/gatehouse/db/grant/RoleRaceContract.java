package dev.gatehouse.db.grant;

import dev.gatehouse.db.account.MembershipRepository;
import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.account.RoleLookups;
import dev.gatehouse.db.account.RoleRepository;
import dev.gatehouse.db.account.RoleRow;
import dev.gatehouse.db.authorization.Issuance;
import dev.gatehouse.db.grant.ReachChanges.Affected;
import dev.gatehouse.db.testing.AccountRace;
import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.account.IntegrationLevel;
import dev.gatehouse.policy.account.SystemRole;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Changes of roles, racing approvals, refreshes, removals, assignments and each other (I6, I8, I9, O10). */
abstract class RoleRaceContract extends AccountRace {

    private static final int ROUNDS = 60;
    private static final Set<Capability> ALL = EnumSet.of(Capability.MCP_CONNECT, Capability.MCP_USE_ALL_SERVERS);

    @Autowired
    RoleRepository roles;

    @Autowired
    RoleLookups lookups;

    @Autowired
    MembershipRepository memberships;

    private UUID roleId;

    @BeforeEach
    void ownRole() {
        roleId = roles.save(RoleRow.own(UUID.randomUUID(), account.id(), "Own", null))
                .id();
        assign(member, roleId);
    }

    private void assign(MembershipRow to, UUID newRoleId) {
        MembershipRow now = memberships.findById(to.id()).orElseThrow();
        memberships.save(now.withRole(newRoleId));
    }

    private void give(Set<Capability> capabilities) {
        roles.save(roles.findById(roleId).orElseThrow().with(capabilities, IntegrationLevel.NONE));
    }

    private boolean take(Set<Capability> left) {
        return reach.apply(account.id(), new Affected.HoldersOf(roleId), "system", () -> {
            give(left);
            return true;
        });
    }

    private boolean takeAllServers() {
        return take(EnumSet.of(Capability.MCP_CONNECT));
    }

    @Test
    void editAgainstApprovalThenNoFamilyLives() throws Exception {
        track.race("role-approval", "", ROUNDS, n -> {
            give(ALL);
            track.start(List.of(this::takeAllServers, () -> {
                scenario.tryToApprove(member.userId(), server.id(), "");
                return true;
            }));
            return nothingLives("an authorization was approved by a role that had lost its reach");
        });
    }

    @Test
    void editAgainstRefreshThenNothingIsIssuedAfterIt() throws Exception {
        track.race("role-refresh", "", ROUNDS, n -> {
            give(ALL);
            UUID id = scenario.signIn(member, server);
            track.start(List.of(this::takeAllServers, () -> refreshed(id, 1), () -> refreshed(id, 1)));
            List<String> broken = new ArrayList<>(nothingLives("the family lives"));
            if (refreshed(id, 1) || refreshed(id, 2)) {
                broken.add("a refresh after the edit succeeded");
            }
            return broken;
        });
    }

    private boolean refreshed(UUID id, long generation) {
        return scenario.refresh(id, generation) instanceof Issuance.Issued;
    }

    @Test
    void editAgainstTheRemovalOfTheGrantThatIsLeftThenNoFamilyLives() throws Exception {
        track.race("role-grant", "", ROUNDS, n -> {
            give(ALL);
            account.grant(member, server);
            scenario.signIn(member, server);
            track.start(List.of(
                    this::takeAllServers,
                    () -> reach.apply(List.of(member.id()), "system", () -> grants.delete(member.id(), server.id()))));
            return nothingLives("a family outlived the last of its reaches");
        });
    }

    @Test
    void editAgainstAssignmentOfThatRoleThenNoFamilyLives() throws Exception {
        UUID other = account.role(SystemRole.ADMIN).id();
        track.race("role-assignment", "", ROUNDS, n -> {
            give(ALL);
            transactions.run(() -> assign(member, other));
            scenario.signIn(member, server);
            track.start(List.of(
                    this::takeAllServers,
                    () -> reach.apply(List.of(member.id()), "system", () -> {
                        locks.lock(account.id());
                        assign(member, roleId);
                        return true;
                    })));
            return nothingLives("a family lives in a role that reaches nothing");
        });
    }

    @Test
    void twoLastSuperAdminsAtOnceThenOneStays() throws Exception {
        MembershipRow first = account.member(SystemRole.SUPER_ADMIN);
        MembershipRow second = account.member(SystemRole.SUPER_ADMIN);
        UUID superAdmin = first.roleId();
        track.race("super-admins", "", ROUNDS, n -> {
            assign(first, superAdmin);
            assign(second, superAdmin);
            List<Boolean> gone = track.start(List.of(demotion(first), demotion(second)));
            return gone.stream().filter(Boolean::booleanValue).count() == 1 ? List.of() : List.of("one of two goes");
        });
    }

    private Callable<Boolean> demotion(MembershipRow of) {
        return () -> reach.apply(List.of(of.id()), "system", () -> {
            locks.lock(account.id());
            boolean stays = lookups.countOtherActiveHolders(account.id(), SystemRole.SUPER_ADMIN, of.id()) > 0;
            if (stays) {
                assign(of, roleId);
            }
            return stays;
        });
    }

    @Test
    void deletionAgainstAssignmentThenEitherButNotBothAndNoError() throws Exception {
        UUID other = account.role(SystemRole.MEMBER).id();
        track.race("role-deletion", "", ROUNDS, n -> {
            assign(member, other);
            UUID doomed = roles.save(RoleRow.own(UUID.randomUUID(), account.id(), "Doomed " + n, null))
                    .id();
            List<Boolean> done = track.start(List.of(() -> deleted(doomed), () -> assigned(doomed)));
            boolean held =
                    memberships.findById(member.id()).orElseThrow().roleId().equals(doomed);
            boolean consistent = done.get(0) != done.get(1)
                    && held == done.get(1)
                    && roles.findById(doomed).isPresent() == held;
            return consistent ? List.of() : List.of("a role is deleted or assigned: " + done);
        });
    }

    private boolean deleted(UUID doomed) {
        return transactions.run(() -> {
            locks.lock(account.id());
            Optional<RoleLookups.HeldRole> role = lookups.find(account.id(), doomed);
            boolean unused = role.isPresent() && role.get().members() == 0;
            if (unused) {
                roles.deleteById(doomed);
            }
            return unused;
        });
    }

    private boolean assigned(UUID doomed) {
        return reach.apply(List.of(member.id()), "system", () -> {
            locks.lock(account.id());
            boolean there = roles.findByIdAndAccountId(doomed, account.id()).isPresent();
            if (there) {
                assign(member, doomed);
            }
            return there;
        });
    }
}
