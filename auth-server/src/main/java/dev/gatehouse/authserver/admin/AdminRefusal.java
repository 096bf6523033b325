package dev.gatehouse.authserver.admin;

import dev.gatehouse.policy.admin.AdminReason;

/** An admin call that policy refuses. Rolls back whatever it was part of. */
public final class AdminRefusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final AdminReason reason;

    /** A refusal for this reason. */
    public AdminRefusal(AdminReason reason) {
        super(reason.name(), null, false, false);
        this.reason = reason;
    }

    /** Why. */
    public AdminReason reason() {
        return reason;
    }
}
