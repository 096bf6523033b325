package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.account.ActingMembers;
import dev.gatehouse.db.account.ActingMembers.Acting;
import dev.gatehouse.db.account.Member;
import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.account.IntegrationLevel;
import dev.gatehouse.policy.admin.AdminActor;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * The one place that makes an actor of a member: with the role that they have now, and what the account lends them. It lends
 * {@link Capability#USERS_INVITE} to people with a level on integrations, while it says so (domain rules R101 and R102).
 */
@Component
public final class Actors {

    private final ActingMembers members;

    Actors(ActingMembers members) {
        this.members = members;
    }

    /** The member as an actor, in whatever state they are; empty when they are not in the account. */
    public Optional<AdminActor> find(UUID accountId, UUID userId) {
        return members.find(accountId, userId).map(Actors::of);
    }

    private static AdminActor of(Acting acting) {
        Member member = acting.member();
        boolean integrates = member.bestLevel() != IntegrationLevel.NONE;
        boolean invites =
                acting.nonAdminInvitations() && integrates && !member.role().has(Capability.USERS_INVITE);
        return new AdminActor(
                member.userId(),
                member.accountId(),
                member.status(),
                member.role(),
                invites ? Set.of(Capability.USERS_INVITE) : Set.of());
    }
}
