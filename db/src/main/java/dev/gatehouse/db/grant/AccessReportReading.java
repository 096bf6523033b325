package dev.gatehouse.db.grant;

import dev.gatehouse.db.grant.AccessReport.Held;
import dev.gatehouse.db.grant.AccessReport.Position;
import dev.gatehouse.db.grant.AccessReport.Query;
import dev.gatehouse.db.grant.AccessReport.Row;
import dev.gatehouse.policy.account.Capability;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A report that is being read, a piece at a time: the rows of some people, then those of the next. What has been handed
 * out is forgotten, so a report of any length needs the same memory. Each piece is of the moment at which it is read.
 */
public final class AccessReportReading {

    /** As both databases order ids: byte by byte, without a sign. */
    static final Comparator<UUID> BY_ID = (one, other) -> {
        int high = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits());
    };

    private final AccessReport report;
    private final Query query;
    private final Holders holders;
    private @Nullable Position begun;
    private UUID after;
    private boolean over;
    private @Nullable List<ReportServer> servers;

    AccessReportReading(AccessReport report, Query query, Holders holders, @Nullable Position begun) {
        this.report = report;
        this.query = query;
        this.holders = holders;
        this.begun = begun;
        this.after = begun == null ? Holders.BEFORE_ALL : begun.membershipId();
        this.over = query.membershipId() == null && holders.nobody();
    }

    /** Whether there is nothing more. */
    public boolean over() {
        return over;
    }

    /** The membership that was looked at last. */
    public UUID reached() {
        return after;
    }

    /** The rows of the next people, in order; none where these people have none. Nothing is left once it is over. */
    public Stream<Row> next() {
        if (over) {
            return Stream.empty();
        }
        Position position = begun;
        begun = null;
        if (query.membershipId() != null) {
            over = true;
            return rows(List.of(query.membershipId()), position);
        }
        if (position != null) {
            over = holders.nobody();
            return rows(List.of(position.membershipId()), position);
        }
        List<UUID> people = report.people(holders, after);
        over = people.size() < AccessReport.PEOPLE;
        if (!people.isEmpty()) {
            after = people.get(people.size() - 1);
        }
        return rows(people, null);
    }

    private Stream<Row> rows(List<UUID> people, @Nullable Position position) {
        Predicate<Row> behind = row -> position == null
                || !row.member().membershipId().equals(position.membershipId())
                || BY_ID.compare(row.server().id(), position.serverId()) > 0;
        return report.held(query, people).stream()
                .filter(held -> held.member().role().has(Capability.MCP_CONNECT))
                .flatMap(this::rows)
                .filter(behind)
                .filter(row -> query.basis() == null || row.reach().source() == query.basis());
    }

    private Stream<Row> rows(Held held) {
        if (held.everywhere().isNone()) {
            return held.rows().stream();
        }
        if (servers == null) {
            servers = report.servers(query);
        }
        return servers.stream().map(server -> new Row(held.member(), server, held.everywhere(), List.of()));
    }
}
