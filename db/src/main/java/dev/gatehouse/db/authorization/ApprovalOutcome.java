package dev.gatehouse.db.authorization;

import dev.gatehouse.policy.access.Reason;
import dev.gatehouse.policy.scope.Scopes;
import java.util.UUID;

/** What came of an approval. */
public sealed interface ApprovalOutcome {

    /**
     * The authorization is there; its code is generation 0 of it.
     *
     * @param scopes what was granted
     */
    record Approved(UUID authorizationId, Scopes scopes) implements ApprovalOutcome {}

    /** The person may not, now. */
    record Refused(Reason reason) implements ApprovalOutcome {}

    /** The admins of the account refuse the client. */
    record ClientDenied() implements ApprovalOutcome {}

    /** The client was deleted meanwhile, or belongs to another account. */
    record ClientGone() implements ApprovalOutcome {}
}
