package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.grant.AccessReport;
import dev.gatehouse.db.grant.GivingBundle;
import dev.gatehouse.policy.reach.ReachSource;
import java.util.List;
import java.util.UUID;

/**
 * One person, one server, and what gives the one the other.
 *
 * @param bundles with basis TEAM, those through which a team gives it
 */
public record AccessReportRow(
        Person user, Server server, ReachSource basis, List<String> scopes, List<GivingBundle> bundles) {

    static AccessReportRow of(AccessReport.Row row) {
        return new AccessReportRow(
                new Person(
                        row.member().userId(),
                        row.member().name(),
                        row.member().email(),
                        row.member().role().name()),
                new Server(row.server().id(), row.server().name(), row.server().slug()),
                row.reach().source(),
                ServerUserView.tokens(row.reach().scopes()),
                row.bundles());
    }

    /** The person. */
    public record Person(UUID id, String name, String email, String role) {}

    /** The server. */
    public record Server(UUID id, String name, String slug) {}
}
