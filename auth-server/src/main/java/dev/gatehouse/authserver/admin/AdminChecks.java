package dev.gatehouse.authserver.admin;

import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.admin.AdminDecision;
import dev.gatehouse.policy.admin.AdminPolicy;
import dev.gatehouse.policy.admin.AdminReason;
import dev.gatehouse.policy.admin.AdminTarget;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns decisions of {@link AdminPolicy} into refusals. */
public final class AdminChecks {

    private AdminChecks() {}

    /** Throws unless the actor may try this at all: before anything of the call is read. */
    public static void requireAttempt(AdminActor actor, AdminAction action) {
        require(AdminPolicy.mayAttempt(actor, action));
    }

    static void require(AdminActor actor, AdminAction action, AdminTarget target) {
        require(AdminPolicy.decide(actor, action, target));
    }

    /** What was found in the actor's account, if the actor may act on it; refused when nothing was found. */
    static <T> T found(AdminActor actor, AdminAction action, Optional<T> row) {
        requireAttempt(actor, action);
        return row.orElseThrow(() -> new AdminRefusal(AdminReason.NOT_FOUND));
    }

    /** Whether the version that the caller read, if they named one, is the current one. */
    static boolean current(@Nullable Long expected, long version) {
        return expected == null || expected == version;
    }

    private static void require(AdminDecision decision) {
        if (decision instanceof AdminDecision.Deny deny) {
            throw new AdminRefusal(deny.reason());
        }
    }
}
