package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.account.AccountRepository;
import dev.gatehouse.db.account.AccountRow;
import dev.gatehouse.db.account.Member;
import dev.gatehouse.db.account.MemberRepository;
import dev.gatehouse.db.grant.GrantLookups;
import dev.gatehouse.db.integration.IntegrationAccess;
import dev.gatehouse.db.team.TeamLookups;
import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.account.IntegrationLevel;
import dev.gatehouse.policy.account.IntegrationLevels;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.admin.AdminDecision;
import dev.gatehouse.policy.admin.AdminPolicy;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Compares what a membership gives, by its role, on chosen integrations, through teams and by grants, with what an actor may
 * hand out (domain invariant I12, rule R62).
 */
@Component
public final class MemberPrivileges {

    private final Actors actors;
    private final AccountRepository accounts;
    private final MemberRepository members;
    private final IntegrationAccess levels;
    private final TeamLookups teams;
    private final GrantLookups grants;

    MemberPrivileges(
            Actors actors,
            AccountRepository accounts,
            MemberRepository members,
            IntegrationAccess levels,
            TeamLookups teams,
            GrantLookups grants) {
        this.actors = actors;
        this.accounts = accounts;
        this.members = members;
        this.levels = levels;
        this.teams = teams;
        this.grants = grants;
    }

    /**
     * Whether somebody may still answer for an invitation into this membership: they are an active member who may invite, and
     * may hand out all that it gives. Judged anew whenever the link is used, because roles change.
     */
    public boolean mayAnswerFor(UUID invitedBy, Member invitee) {
        AccountRow account = accounts.findById(invitee.accountId()).orElseThrow();
        return actors.find(invitee.accountId(), invitedBy)
                .filter(actor ->
                        AdminPolicy.mayAttempt(actor, AdminAction.INVITATION_CREATE) instanceof AdminDecision.Allow)
                .map(actor -> mayHandOut(actor, account, invitee))
                .orElse(false);
    }

    /** Whether the actor may hand out all that this membership gives. */
    boolean mayHandOut(AdminActor actor, AccountRow account, Member member) {
        return mayEnable(actor, account, member)
                && mayPutInto(actor, account, teams.ofMember(member.membershipId()))
                && mayGiveRetries(actor, member.mayEditRetryData())
                && (actor.may(Capability.MCP_ACCESS_MANAGE) || !grants.givenBy(member.membershipId(), actor.userId()));
    }

    /**
     * Whether the actor may let somebody in again who was disabled: they give what the role and chosen levels give. Teams and
     * grants have waited for the person; to give new ones is another's right.
     */
    boolean mayEnable(AdminActor actor, AccountRow account, Member member) {
        return Privileges.mayAssign(actor, account, member.role())
                && mayGive(actor, account, levels.find(member.membershipId()));
    }

    /** Whether the actor may put newcomers into these teams: their own, and the one that the account has for newcomers. */
    boolean mayPutInto(AdminActor actor, AccountRow account, Set<UUID> teamIds) {
        Set<UUID> named = new HashSet<>(teamIds);
        named.remove(account.defaultTeamId());
        return actor.may(Capability.PEOPLE_MANAGE)
                || teams.ofPerson(actor.accountId(), actor.userId(), named).containsAll(named);
    }

    /** Whether the actor may let others edit retry data, if they are to: who does not manage people must be let do so. */
    boolean mayGiveRetries(AdminActor actor, boolean mayEditRetryData) {
        return !mayEditRetryData
                || actor.may(Capability.PEOPLE_MANAGE)
                || members.find(actor.accountId(), actor.userId())
                        .filter(Member::mayEditRetryData)
                        .isPresent();
    }

    /** Whether the actor may give these levels on chosen integrations. */
    boolean mayGive(AdminActor actor, AccountRow account, Map<UUID, IntegrationLevel> chosen) {
        return chosen.isEmpty()
                || Privileges.mayGive(actor, account, own(actor), new IntegrationLevels(IntegrationLevel.NONE, chosen));
    }

    /**
     * Whether the actor has all that the member has, or is the member; nothing lifts this. A grant of the member is more than
     * the actor has, unless they reach every server or give grants.
     */
    boolean holdsAllOf(AdminActor actor, Member member) {
        AdminActor other = actors.find(member.accountId(), member.userId()).orElseThrow();
        boolean reaches = member.userId().equals(actor.userId())
                || actor.may(Capability.MCP_ACCESS_MANAGE)
                || actor.may(Capability.MCP_USE_ALL_SERVERS)
                || !grants.has(member.membershipId());
        return reaches
                && actor.capabilities().containsAll(other.capabilities())
                && own(actor).covers(levels.levels(member));
    }

    private IntegrationLevels own(AdminActor actor) {
        return members.find(actor.accountId(), actor.userId())
                .map(levels::levels)
                .orElse(new IntegrationLevels(IntegrationLevel.NONE, Map.of()));
    }
}
