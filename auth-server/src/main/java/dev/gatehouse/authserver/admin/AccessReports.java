package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.account.Member;
import dev.gatehouse.db.account.MemberRepository;
import dev.gatehouse.db.grant.AccessReport;
import dev.gatehouse.db.grant.AccessReportReading;
import dev.gatehouse.db.grant.ReportServers;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.reach.ReachSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * Who may connect to what, and by which rule: the active members whose role lets them connect, times the servers that the
 * built-in identity provider governs, as far as something gives the one the other.
 */
@Service
public final class AccessReports {

    /** A page is looked for among the people of so many readings; then it ends, however short it is. */
    private static final int READINGS = 20;

    private final AccessReport report;
    private final ReportServers servers;
    private final AccountServers accountServers;
    private final MemberRepository members;

    AccessReports(AccessReport report, ReportServers servers, AccountServers accountServers, MemberRepository members) {
        this.report = report;
        this.servers = servers;
        this.accountServers = accountServers;
        this.members = members;
    }

    /** A page of it. */
    public View page(AdminActor actor, Filter filter, @Nullable String cursor, int limit) {
        AccessReportReading reading =
                report.read(query(actor, filter), cursor == null ? null : AccessReportCursor.parse(cursor));
        List<AccessReport.Row> rows = new ArrayList<>();
        for (int n = 0; n < READINGS && !reading.over() && rows.size() <= limit; n++) {
            reading.next().limit(limit + 1L - rows.size()).forEach(rows::add);
        }
        Page<AccessReportRow> page = Page.of(rows, limit, AccessReports::cursor, AccessReportRow::of);
        String next =
                page.next() == null && !reading.over() ? AccessReportCursor.behind(reading.reached()) : page.next();
        return new View(page.items(), next, servers.external(actor.accountId()));
    }

    /** All of it, piece by piece. Who may not see it, or asks for what there is not, learns it before the first piece. */
    public AccessReportReading whole(AdminActor actor, Filter filter) {
        return report.read(query(actor, filter), null);
    }

    private AccessReport.Query query(AdminActor actor, Filter filter) {
        AdminChecks.requireAttempt(actor, AdminAction.ACCESS_REPORT);
        if (filter.serverId() != null) {
            accountServers.find(actor, AdminAction.ACCESS_REPORT, filter.serverId());
        }
        UUID membershipId = null;
        if (filter.userId() != null) {
            Member member = AdminChecks.found(
                    actor, AdminAction.ACCESS_REPORT, members.find(actor.accountId(), filter.userId()));
            membershipId = member.membershipId();
        }
        return new AccessReport.Query(
                actor.accountId(),
                membershipId,
                filter.serverId(),
                filter.basis() == null ? null : filter.basis().source);
    }

    private static String cursor(AccessReport.Row row) {
        return AccessReportCursor.of(new AccessReport.Position(
                row.member().membershipId(), row.server().id()));
    }

    /** What the report is about; null means all. */
    public record Filter(
            @Nullable UUID userId,
            @Nullable UUID serverId,
            @Nullable Basis basis) {}

    /** The bases that can be asked for. */
    public enum Basis {
        /** The role. */
        ROLE(ReachSource.ROLE),
        /** A grant of all servers. */
        ALL_GRANT(ReachSource.ALL_GRANT),
        /** A grant of the server. */
        SERVER_GRANT(ReachSource.SERVER_GRANT),
        /** A team. */
        TEAM(ReachSource.TEAM);

        private final ReachSource source;

        Basis(ReachSource source) {
            this.source = source;
        }
    }

    /**
     * A page of the report.
     *
     * @param externalServers how many servers are left out, because an external identity provider decides alone
     */
    public record View(
            List<AccessReportRow> items, @Nullable String next, int externalServers) {}
}
