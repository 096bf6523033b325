package dev.gatehouse.db.testing;

import dev.gatehouse.db.Column;
import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.account.SystemRole;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * An account of 100,000 people, 1,000 servers and 300,000 grants, made by PostgreSQL itself in seconds. Everything has a
 * number, and its id follows from it.
 *
 * <ul>
 *   <li>People: 1 owns the account, 2 to 10 are admins, the second half are the crew, a role of its own.
 *   <li>Server 1 is granted to 90,000 people, server 2 to nobody, the others to some 210 people each.
 *   <li>20,000 people have all servers. A team of 20,000 reaches servers 3 to 22, and thirty teams of 20 reach ten each.
 * </ul>
 */
public final class LargeAccount {

    public static final int PEOPLE = 100_000;
    public static final int SERVERS = 1000;
    public static final int WITH_ALL_SERVERS = 20_000;
    public static final int CROWDED = 1;
    public static final int LONELY = 2;
    public static final int OF_TEAM = 3;
    public static final int ORDINARY = 500;

    private static final String CREW = "crew";

    private final DataSource database;

    private LargeAccount(DataSource database) {
        this.database = database;
    }

    /** Makes it, on PostgreSQL. */
    public static LargeAccount load(DataSource database) {
        LargeAccount account = new LargeAccount(database);
        account.run(account.statements());
        account.run(List.of("analyze"));
        return account;
    }

    /** The id of the account. */
    public UUID id() {
        return UUID.fromString("00000000-0000-4000-8000-000000000001");
    }

    /** The id of a person, as of a user. */
    public static UUID person(int number) {
        return id("p" + number);
    }

    /** The id of a server. */
    public static UUID server(int number) {
        return id("s" + number);
    }

    /** Gives the crew, half of all people, this set of capabilities. */
    public void crew(Set<Capability> capabilities) {
        run(List.of("update account_role set capabilities = '" + Column.names(capabilities) + "' where id = '"
                + id(CREW) + "'"));
    }

    /** As PostgreSQL casts the MD5 of a text to an id. */
    private static UUID id(String name) {
        try {
            byte[] digest = java.security.MessageDigest.getInstance("MD5")
                    .digest(name.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            java.nio.ByteBuffer bytes = java.nio.ByteBuffer.wrap(digest);
            return new UUID(bytes.getLong(), bytes.getLong());
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> statements() {
        return List.of(
                "insert into account (id, name, license_kind, custom_role_limit, direct_grants, team_grants,"
                        + " revocation_mode, mfa_for_password_sign_in, non_admin_invitations, non_admin_support_access,"
                        + " workspace_creation, manage_people_may_exceed_actor, version) values (" + account()
                        + ", 'Large', 'FULL', 10, true, true, 'AT_EXPIRY', false, false, false, false, false, 0)",
                role("owner", SystemRole.OWNER),
                role("admin", SystemRole.ADMIN),
                role("member", SystemRole.MEMBER),
                "insert into account_role (id, account_id, name, capabilities, integration_level, version) values ('"
                        + id(CREW) + "', " + account() + ", 'Crew', 'MCP_CONNECT', 'NONE', 0)",
                "insert into person (id, email, name, created_at, version) select md5('p' || i)::uuid,"
                        + " 'p' || i || '@people.example', 'Person ' || i, current_timestamp, 0" + people(1, PEOPLE)
                        + " order by 1",
                "insert into membership (id, account_id, user_id, role_id, status, sso_required, mfa_required,"
                        + " may_edit_retry_data, created_at, version) select md5('m' || i)::uuid, " + account()
                        + ", md5('p' || i)::uuid, md5(case when i = 1 then 'owner' when i <= 10 then 'admin'"
                        + " when i <= 50000 then 'member' else 'crew' end)::uuid, 'ACTIVE', false, false, true,"
                        + " current_timestamp, 0" + people(1, PEOPLE) + " order by 1",
                "insert into mcp_server (id, account_id, name, slug, upstream_url, resource, enabled, idp_type,"
                        + " idp_generation, identity_scheme, feature_policy, api_tokens, created_at, version)"
                        + " select md5('s' || i)::uuid, " + account() + ", 'Server ' || i, 'large-' || i,"
                        + " 'http://upstream.example/' || i, 'http://gateway.example/mcp/large-' || i, true, 'BUILT_IN',"
                        + " 0, 'NONE', '{}', 'OFF', current_timestamp, 0" + people(1, SERVERS),
                grants("md5('s" + CROWDED + "')::uuid", people(11, 90_010)),
                grants(
                        "md5('s' || ((i * 7 + k * 331) % 998 + 3))::uuid",
                        people(11, 70_010) + " cross join generate_series(0, 2) k"),
                "insert into all_servers_grant (membership_id, account_id, scopes, granted_at)"
                        + " select md5('m' || i)::uuid, " + account() + ", 'mcp:read mcp:write', current_timestamp"
                        + people(72_011, 92_010),
                "insert into team (id, account_id, name, enabled, created_at, version) select md5('t' || i)::uuid, "
                        + account() + ", 'Team ' || i, true, current_timestamp, 0" + people(0, 30),
                members("md5('t0')::uuid", people(30_001, 50_000)),
                members("md5('t' || i % 30 + 1)::uuid", people(92_011, 92_610)),
                "insert into bundle (id, account_id, name, slug, enabled, created_at, version)"
                        + " select md5('b' || i)::uuid, " + account() + ", 'Bundle ' || i, 'large-bundle-' || i, true,"
                        + " current_timestamp, 0" + people(0, 30),
                "insert into bundle_team (bundle_id, team_id) select md5('b' || i)::uuid, md5('t' || i)::uuid"
                        + people(0, 30),
                carried("md5('b0')::uuid", "3 + i", people(0, 19)),
                carried("md5('b' || 1 + i / 10)::uuid", "100 + i", people(0, 299)));
    }

    private String account() {
        return "'" + id() + "'::uuid";
    }

    private String role(String name, SystemRole role) {
        return "insert into account_role (id, account_id, system_key, name, capabilities, integration_level, version)"
                + " values ('" + id(name) + "', " + account() + ", '" + role + "', '" + role.displayName() + "', '"
                + Column.names(role.capabilities()) + "', 'NONE', 0)";
    }

    private static String people(int from, int to) {
        return " from generate_series(" + from + ", " + to + ") i";
    }

    private String grants(String server, String from) {
        return "insert into server_grant (membership_id, server_id, account_id, scopes, granted_at)"
                + " select md5('m' || i)::uuid, " + server + ", " + account() + ", 'mcp:read mcp:write',"
                + " current_timestamp" + from + " order by 1";
    }

    private static String members(String team, String from) {
        return "insert into team_member (team_id, membership_id, source, added_at) select " + team
                + ", md5('m' || i)::uuid, 'MANUAL', current_timestamp" + from;
    }

    private String carried(String bundle, String server, String from) {
        return "insert into bundle_server (bundle_id, server_id, account_id, resource, enabled, feature_policy,"
                + " created_at, version) select " + bundle + ", md5('s' || " + server + ")::uuid, " + account()
                + ", 'http://gateway.example/mcp/large/' || " + server + ", true, '{}', current_timestamp, 0" + from;
    }

    private void run(List<String> statements) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            boolean trusted = unchecked(statement, "replica");
            statement.execute("set synchronous_commit = off");
            for (String sql : statements) {
                statement.execute(sql);
            }
            if (trusted) {
                unchecked(statement, "origin");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Without foreign keys it takes half the time, where the user may do that. */
    private static boolean unchecked(Statement statement, String role) {
        try {
            statement.execute("set session_replication_role = " + role);
            return true;
        } catch (SQLException e) {
            return false;
        }
    }
}
