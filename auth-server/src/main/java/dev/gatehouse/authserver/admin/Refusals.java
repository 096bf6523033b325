package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.refusal.RefusedDecision;
import dev.gatehouse.db.refusal.RefusedDecisions;
import dev.gatehouse.db.refusal.RefusedDecisions.Filter;
import dev.gatehouse.db.refusal.RefusedDecisions.Position;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** What gateways refused in the account, to look up. Nothing here changes anything. */
@Service
public final class Refusals {

    private static final Pattern REASON = Pattern.compile("[A-Z][A-Z0-9_]{0,59}");

    private final RefusedDecisions refusals;

    Refusals(RefusedDecisions refusals) {
        this.refusals = refusals;
    }

    /** Reads the query parameters: the value of one, null where it is not given. */
    public static Filter filter(Function<String, @Nullable String> parameters) {
        String reason = parameters.apply("reason");
        if (reason != null && !REASON.matcher(reason).matches()) {
            throw new InvalidValue("`reason` must be a code in capitals, such as INSUFFICIENT_SCOPE");
        }
        return new Filter(
                AuditFilters.id("server", parameters.apply("server")),
                AuditFilters.id("user", parameters.apply("user")),
                reason,
                AuditFilters.time("from", parameters.apply("from")),
                AuditFilters.time("to", parameters.apply("to")));
    }

    /** The one with this id. */
    public RefusalView get(AdminActor actor, UUID id) {
        return RefusalView.of(
                AdminChecks.found(actor, AdminAction.DECISION_EXPLAIN, refusals.find(actor.accountId(), id)));
    }

    /**
     * The refusals, latest first.
     *
     * @param cursor of the page before; null for the first page
     */
    public Page<RefusalView> list(AdminActor actor, Filter filter, @Nullable String cursor, int limit) {
        AdminChecks.requireAttempt(actor, AdminAction.DECISION_EXPLAIN);
        Position behind = cursor == null ? null : position(cursor);
        List<RefusedDecision> rows = refusals.newest(actor.accountId(), filter, behind, limit + 1);
        return Page.of(rows, limit, row -> TimeCursor.of(row.at(), row.id()), RefusalView::of);
    }

    private static Position position(String cursor) {
        TimeCursor read = TimeCursor.parse(cursor);
        return new Position(read.at(), read.id());
    }
}
