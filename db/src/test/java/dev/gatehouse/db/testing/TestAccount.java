package dev.gatehouse.db.testing;

import dev.gatehouse.db.account.AccountRow;
import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.account.PersonRow;
import dev.gatehouse.db.account.RoleRow;
import dev.gatehouse.db.bundle.AssignmentRow;
import dev.gatehouse.db.bundle.BundleRow;
import dev.gatehouse.db.grant.ServerGrantRow;
import dev.gatehouse.db.server.ExternalIdpRow;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.db.server.ServerRowChange;
import dev.gatehouse.db.team.TeamRow;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.SystemRole;
import dev.gatehouse.policy.scope.Scopes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** One account of a test, and the rows in it. */
public final class TestAccount {

    private final TestAccounts rows;
    private final AccountRow account;

    TestAccount(TestAccounts rows, AccountRow account) {
        this.rows = rows;
        this.account = account;
    }

    /** Now, as exactly as a column keeps it. */
    public static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    /** The id of the account. */
    public UUID id() {
        return account.id();
    }

    /** The row of the account, as it was made. */
    public AccountRow row() {
        return account;
    }

    /** The built-in role with its first capabilities; made when it is first asked for. */
    public RoleRow role(SystemRole role) {
        return rows.roles
                .findByAccountIdAndSystemKey(id(), role)
                .orElseGet(() -> rows.roles.save(RoleRow.preset(UUID.randomUUID(), id(), role)));
    }

    /** A new person, who is an active member without any reach. */
    public MembershipRow member() {
        return member(SystemRole.MEMBER);
    }

    /** A new person, who is an active member in a built-in role. */
    public MembershipRow member(SystemRole role) {
        UUID userId = UUID.randomUUID();
        rows.people.save(PersonRow.create(userId, userId + "@people.test", "Somebody", "{noop}none", now()));
        return join(userId, role);
    }

    /** Makes a person who is there already an active member of this account, too. */
    public MembershipRow join(UUID userId, SystemRole role) {
        return rows.memberships.save(
                MembershipRow.create(UUID.randomUUID(), id(), userId, role(role).id(), now()));
    }

    /** A new server that the built-in identity provider governs. */
    public ServerRow server() {
        String slug = "s" + UUID.randomUUID();
        return rows.servers.save(ServerRow.create(
                id(), "Server", slug, "http://upstream.test/" + slug, "https://gateway.test/mcp/" + slug, now()));
    }

    /** A new external identity provider, with a key set. */
    public ExternalIdpRow externalIdp() {
        return rows.externalIdps.save(new ExternalIdpRow(
                UUID.randomUUID(),
                id(),
                "Elsewhere",
                "https://idp.test",
                "https://audience.test",
                ExternalIdpRow.Validation.JWKS,
                "https://idp.test/jwks",
                null,
                null,
                null,
                "mcp extra",
                null,
                0));
    }

    /** Changes the row of a server as it is now. */
    public ServerRow change(UUID serverId, UnaryOperator<ServerRowChange> change) {
        ServerRow now = rows.servers.findById(serverId).orElseThrow();
        return rows.servers.save(change.apply(now.change()).build());
    }

    /** Gives a member both scopes on a server. */
    public void grant(MembershipRow member, ServerRow server) {
        grant(member, server, Scopes.ALL);
    }

    /** Gives a member these scopes on a server, or sets them. */
    public void grant(MembershipRow member, ServerRow server, Scopes scopes) {
        rows.grants.put(new ServerGrantRow(member.id(), server.id(), scopes), id(), null);
    }

    /** Gives a member every server. */
    public void grantAllServers(MembershipRow member) {
        rows.grants.putAllServers(member.id(), id(), null);
    }

    /** A new, enabled team of these people. */
    public TeamRow team(MembershipRow... members) {
        TeamRow team = rows.teams.save(TeamRow.create(id(), "Team " + UUID.randomUUID(), true, now()));
        rows.teamMembers.add(
                team.id(), Arrays.stream(members).map(MembershipRow::id).toList());
        return team;
    }

    /** A new, enabled bundle that these teams reach. */
    public BundleRow bundle(TeamRow... teams) {
        BundleRow bundle = rows.bundles.save(BundleRow.create(id(), "Bundle", "b" + UUID.randomUUID(), true, now()));
        rows.bundleTeams.add(bundle.id(), Arrays.stream(teams).map(TeamRow::id).toList());
        return bundle;
    }

    /** Lets a bundle carry a server. */
    public AssignmentRow carry(BundleRow bundle, ServerRow server) {
        return carry(bundle, server, "{}");
    }

    /** Lets a bundle carry a server, with a feature policy of its own. */
    public AssignmentRow carry(BundleRow bundle, ServerRow server, String featurePolicy) {
        String resource = "https://gateway.test/mcp/" + bundle.slug() + "/" + server.slug();
        AssignmentRow row =
                new AssignmentRow(bundle.id(), server.id(), id(), resource, true, featurePolicy, null, now(), 1);
        rows.assignments.insert(row);
        return row;
    }

    /** Sets the role of a member, without {@code ReachChanges}. */
    public void assign(MembershipRow member, SystemRole role) {
        MembershipRow now = rows.memberships.findById(member.id()).orElseThrow();
        rows.memberships.save(now.withRole(role(role).id()));
    }

    /** Sets the status of a member, without {@code ReachChanges}. */
    public void set(MembershipRow member, MembershipStatus status) {
        MembershipRow now = rows.memberships.findById(member.id()).orElseThrow();
        rows.memberships.save(now.withStatus(status));
    }
}
