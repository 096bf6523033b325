package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.account.Member;
import dev.gatehouse.db.account.MemberLookups;
import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.bundle.BundleTeams;
import dev.gatehouse.db.team.MemberSource;
import dev.gatehouse.db.team.TeamMember;
import dev.gatehouse.db.team.TeamMembers;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.admin.AdminFact;
import dev.gatehouse.policy.admin.AdminTarget;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;

/** Who is in a team. Adding and removing commute and can be repeated; neither asks for a version. */
@Service
public final class TeamPeople {

    private static final AdminAction SET = AdminAction.TEAM_MEMBERS_SET;

    private final AccountChanges changes;
    private final Teams teams;
    private final TeamMembers members;
    private final MemberLookups people;
    private final BundleTeams bundleTeams;
    private final AdminAudit audit;

    TeamPeople(
            AccountChanges changes,
            Teams teams,
            TeamMembers members,
            MemberLookups people,
            BundleTeams bundleTeams,
            AdminAudit audit) {
        this.changes = changes;
        this.teams = teams;
        this.members = members;
        this.people = people;
        this.bundleTeams = bundleTeams;
        this.audit = audit;
    }

    /** The people of a team, by id, in whatever state. */
    public Page<PersonInTeam> list(AdminActor actor, UUID teamId, PageRequest page) {
        teams.find(actor, AdminAction.TEAM_READ, teamId);
        List<TeamMember> rows = members.list(teamId, page.after(), page.readAhead());
        return Page.of(rows, page, row -> row.member().userId(), PersonInTeam::of);
    }

    /** Adds these people, all or none. */
    public List<PersonInTeam> add(AdminActor actor, UUID teamId, List<UUID> userIds) {
        AdminChecks.requireAttempt(actor, SET);
        Set<UUID> wanted = AccountChanges.ids("userIds", userIds, 1);
        teams.find(actor, SET, teamId);
        return named(actor, wanted, () -> {
            teams.find(actor, SET, teamId);
            List<Member> newcomers = newcomers(actor, teamId, wanted);
            long before = members.count(teamId);
            put(teamId, newcomers);
            record(actor, teamId, IdChange.of(before, Set.of()), newcomers);
            return shown(teamId, wanted);
        });
    }

    /** Makes these people the ones whom admins have put there; whom the directory put there stays. */
    public List<PersonInTeam> replace(AdminActor actor, UUID teamId, List<UUID> userIds) {
        AdminChecks.requireAttempt(actor, SET);
        Set<UUID> wanted = AccountChanges.ids("userIds", userIds, 0);
        teams.find(actor, SET, teamId);
        // No memberships are locked, and swept: the account is, for which approvals wait, and there is one sweep, of
        // the bundles.
        return Conflicts.retry(() -> changes.run(actor, () -> {
            teams.find(actor, SET, teamId);
            List<Member> newcomers = newcomers(actor, teamId, wanted);
            List<UUID> leavers = members.manualUsersBut(teamId, wanted);
            IdChange before = IdChange.of(members.count(teamId), leavers);
            return changes.taking(actor, leavers.isEmpty() ? List.of() : bundleTeams.bundlesOf(teamId), () -> {
                members.removeManualBut(teamId, wanted);
                put(teamId, newcomers);
                record(actor, teamId, before, newcomers);
                return shown(teamId, wanted);
            });
        }));
    }

    /** Takes a person out, whoever put them there. Nothing happens when they are not in the team. */
    public void remove(AdminActor actor, UUID teamId, UUID userId) {
        teams.find(actor, SET, teamId);
        find(actor, userId);
        named(actor, Set.of(userId), () -> {
            teams.find(actor, SET, teamId);
            Member member = find(actor, userId);
            IdChange before = IdChange.of(members.count(teamId), Set.of(userId));
            if (members.remove(teamId, member.membershipId())) {
                record(actor, teamId, before, List.of());
            }
            return Boolean.TRUE;
        });
    }

    private Member find(AdminActor actor, UUID userId) {
        Optional<Member> member =
                people.find(actor.accountId(), Set.of(userId)).stream().findFirst();
        return AdminChecks.found(actor, SET, member);
    }

    private <T> T named(AdminActor actor, Set<UUID> userIds, java.util.function.Supplier<T> change) {
        return Conflicts.retry(() -> {
            List<UUID> membershipIds = people.find(actor.accountId(), userIds).stream()
                    .map(Member::membershipId)
                    .toList();
            return changes.run(actor, membershipIds, change);
        });
    }

    /** Those who are not in the team yet: each of them must be an active member of the account. */
    private List<Member> newcomers(AdminActor actor, UUID teamId, Set<UUID> wanted) {
        Set<UUID> there =
                userIds(members.find(teamId, wanted), row -> row.member().userId());
        List<Member> newcomers = people.find(actor.accountId(), wanted).stream()
                .filter(member -> !there.contains(member.userId()))
                .toList();
        boolean active = there.size() + newcomers.size() == wanted.size()
                && newcomers.stream().allMatch(member -> member.status() == MembershipStatus.ACTIVE);
        AdminChecks.require(actor, SET, AdminTarget.of(actor.accountId()).with(AdminFact.ACTIVE_MEMBER, active));
        return newcomers;
    }

    private void put(UUID teamId, List<Member> newcomers) {
        members.add(teamId, newcomers.stream().map(Member::membershipId).toList());
    }

    private void record(AdminActor actor, UUID teamId, IdChange before, List<Member> newcomers) {
        if (before.ids().isEmpty() && newcomers.isEmpty()) {
            return;
        }
        IdChange after = IdChange.of(members.count(teamId), userIds(newcomers, Member::userId));
        audit.changed(actor, AuditAction.TEAM_MEMBERS_CHANGED, AdminAudit.Subject.team(teamId), before, after);
    }

    private List<PersonInTeam> shown(UUID teamId, Set<UUID> userIds) {
        return members.find(teamId, userIds).stream().map(PersonInTeam::of).toList();
    }

    private static <T> Set<UUID> userIds(Collection<T> rows, Function<T, UUID> id) {
        return rows.stream().map(id).collect(Collectors.toSet());
    }

    /** A person in a team, and who put them there. */
    public record PersonInTeam(
            UUID userId, String name, String email, String role, MembershipStatus status, MemberSource source) {

        private static PersonInTeam of(TeamMember row) {
            Member member = row.member();
            return new PersonInTeam(
                    member.userId(),
                    member.name(),
                    member.email(),
                    member.role().name(),
                    member.status(),
                    row.source());
        }
    }
}
