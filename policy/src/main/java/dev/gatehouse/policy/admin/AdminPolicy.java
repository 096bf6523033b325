package dev.gatehouse.policy.admin;

import dev.gatehouse.policy.account.MembershipStatus;
import java.util.Optional;

/** The one place where it is decided what a person may do to an account. Pure. */
public final class AdminPolicy {

    private AdminPolicy() {}

    /**
     * Decides. The first thing that is missing gives the reason: the actor's standing, the capability, the target in the
     * actor's account, then the facts that the action needs, in the action's order.
     */
    public static AdminDecision decide(AdminActor actor, AdminAction action, AdminTarget target) {
        AdminDecision attempt = mayAttempt(actor, action);
        if (attempt instanceof AdminDecision.Deny) {
            return attempt;
        }
        if (!actor.accountId().equals(target.accountId())) {
            return new AdminDecision.Deny(AdminReason.NOT_FOUND);
        }
        Optional<AdminReason> missing = action.requirements().stream()
                .filter(requirement -> !target.facts().contains(requirement.fact()))
                .map(AdminAction.Requirement::otherwise)
                .findFirst();
        return missing.<AdminDecision>map(AdminDecision.Deny::new).orElseGet(AdminDecision.Allow::new);
    }

    /** The part of {@link #decide} that looks at no target: for refusing a call before anything of it is read. */
    public static AdminDecision mayAttempt(AdminActor actor, AdminAction action) {
        if (actor.status() != MembershipStatus.ACTIVE) {
            return new AdminDecision.Deny(AdminReason.ACTOR_NOT_ACTIVE);
        }
        if (!action.capability().map(actor::may).orElse(true)) {
            return new AdminDecision.Deny(AdminReason.CAPABILITY_MISSING);
        }
        return new AdminDecision.Allow();
    }
}
