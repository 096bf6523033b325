package dev.gatehouse.db.access;

import dev.gatehouse.db.Column;
import dev.gatehouse.db.account.MemberRepository;
import dev.gatehouse.db.server.FeaturePolicies;
import dev.gatehouse.policy.access.Subject;
import dev.gatehouse.policy.account.Membership;
import dev.gatehouse.policy.account.Role;
import dev.gatehouse.policy.reach.Reach;
import dev.gatehouse.policy.resource.ProtectedResource;
import dev.gatehouse.policy.scope.Scopes;
import dev.gatehouse.policy.server.ApiTokenMode;
import dev.gatehouse.policy.server.FeaturePolicy;
import dev.gatehouse.policy.server.IdentityProvider;
import dev.gatehouse.policy.server.IdentityScheme;
import dev.gatehouse.policy.server.RevocationMode;
import dev.gatehouse.policy.server.ServerView;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads {@link AccessSnapshot}s, one statement each. */
@Component
public final class AccessSnapshots {

    static final String COLUMNS = "select s.id as server_id, s.account_id as server_account, s.slug, s.name as"
            + " server_name, s.resource, s.enabled, s.feature_policy, s.api_tokens, s.deleted_at, s.idp_type, s.identity_scheme,"
            + " case when s.identity_secret is null then true else false end as identity_unset,"
            + " s.revocation_mode, a.revocation_mode as account_mode,"
            + " a.mfa_for_password_sign_in, e.issuer as idp_issuer, e.audience as idp_audience, e.required_scopes,"
            + " m.id as membership_id, m.user_id, m.account_id, m.status, m.sso_required, m.mfa_required,"
            + " r.id as role_id, r.system_key, r.name as role_name, r.capabilities, r.integration_level,"
            + " current_timestamp as db_now, " + ReachColumns.COLUMNS;

    static final String FROM = " from mcp_server s join account a on a.id = s.account_id"
            + " left join external_idp e on e.id = s.external_idp_id"
            + " left join membership m on m.account_id = s.account_id and m.user_id = :user"
            + " left join account_role r on r.id = m.role_id"
            + " left join all_servers_grant ag on ag.membership_id = m.id"
            + " left join server_grant sg on sg.membership_id = m.id and sg.server_id = s.id";

    private static final String OF_SERVER = COLUMNS + FROM + " where s.id = :server";

    /** More columns, over the aliases b (bundle) and bs (assignment). */
    static final String ROUTE = ", b.name as bundle_name, b.enabled as bundle_enabled,"
            + " b.deleted_at as bundle_deleted, bs.bundle_id as carried_by, bs.resource as route_resource,"
            + " bs.enabled as route_enabled, bs.feature_policy as route_features,"
            + " bs.identity_scheme as route_scheme,"
            + " (select count(*) from team_member tm join team t on t.id = tm.team_id and t.enabled = true"
            + " join bundle_team bt on bt.team_id = t.id and bt.bundle_id = b.id"
            + " where tm.membership_id = m.id) as teams";

    private static final String THROUGH_BUNDLE = COLUMNS + ROUTE + FROM
            + " left join bundle b on b.id = :bundle and b.account_id = s.account_id"
            + " left join bundle_server bs on bs.bundle_id = b.id and bs.server_id = s.id"
            + " where s.id = :server";

    private static final UUID NO_PERSON = new UUID(0, 0);

    private final JdbcClient jdbc;

    AccessSnapshots(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What there is about this person and this server by itself; empty when there never was such a server. */
    public Optional<AccessSnapshot> find(UUID userId, UUID serverId) {
        return find(userId, ProtectedResource.of(serverId));
    }

    /**
     * What there is about this person and this server, by itself or through a bundle; empty when there never was such a
     * server. One that the bundle does not carry does not exist.
     */
    public Optional<AccessSnapshot> find(UUID userId, ProtectedResource resource) {
        boolean direct = resource.bundleId() == null;
        JdbcClient.StatementSpec query = jdbc.sql(direct ? OF_SERVER : THROUGH_BUNDLE)
                .param("user", userId)
                .param("server", resource.serverId());
        if (!direct) {
            query = query.param("bundle", resource.bundleId());
        }
        return query.query((row, n) -> direct ? direct(row, resource) : through(row, resource))
                .optional();
    }

    /** What there is about this server, and nobody; empty when there never was such a server. */
    public Optional<AccessSnapshot> find(UUID serverId) {
        return find(NO_PERSON, serverId);
    }

    static AccessSnapshot direct(ResultSet row, ProtectedResource resource) throws SQLException {
        return snapshot(row, resource, server(row), null, Scopes.NONE);
    }

    static AccessSnapshot through(ResultSet row, ProtectedResource resource) throws SQLException {
        boolean carried = row.getString("carried_by") != null && row.getObject("bundle_deleted") == null;
        boolean open = carried && row.getBoolean("bundle_enabled") && row.getBoolean("route_enabled");
        ServerView server = server(row)
                .through(
                        carried,
                        open,
                        carried ? row.getString("route_resource") : "",
                        carried ? FeaturePolicies.read(row.getString("route_features")) : FeaturePolicy.ALLOW_ALL);
        if (row.getString("route_scheme") != null) {
            server = server.showing(IdentityScheme.NONE);
        }
        Scopes byTeam = open && row.getInt("teams") > 0 ? Scopes.ALL : Scopes.NONE;
        return snapshot(row, resource, server, row.getString("bundle_name"), byTeam);
    }

    private static AccessSnapshot snapshot(
            ResultSet row, ProtectedResource resource, ServerView server, @Nullable String bundleName, Scopes byTeam)
            throws SQLException {
        return new AccessSnapshot(
                subject(row, byTeam),
                resource,
                server,
                row.getString("slug"),
                row.getString("server_name"),
                bundleName,
                mode(row),
                row.getBoolean("mfa_for_password_sign_in"),
                Column.instant(row, "db_now"));
    }

    private static Subject subject(ResultSet row, Scopes byTeam) throws SQLException {
        if (row.getString("membership_id") == null) {
            return Subject.NOBODY;
        }
        Role role = MemberRepository.role(row);
        Membership membership = new Membership(
                Column.uuid(row, "membership_id"),
                Column.uuid(row, "user_id"),
                Column.uuid(row, "account_id"),
                MemberRepository.status(row.getString("status")),
                row.getBoolean("sso_required"),
                row.getBoolean("mfa_required"));
        Reach reach = ReachColumns.reach(row, role, byTeam);
        return Subject.person(membership, role, reach);
    }

    private static ServerView server(ResultSet row) throws SQLException {
        return new ServerView(
                Column.uuid(row, "server_id"),
                Column.uuid(row, "server_account"),
                row.getObject("deleted_at") == null,
                row.getBoolean("enabled"),
                identityProvider(row),
                row.getString("resource"),
                FeaturePolicies.read(row.getString("feature_policy")),
                scheme(row),
                apiTokens(row.getString("api_tokens")));
    }

    /**
     * The scheme, where it is known here that it stands in the way: a shared credential that is not set. Whether another
     * authorization server gives a token is found out by the gateway alone.
     */
    private static IdentityScheme scheme(ResultSet row) throws SQLException {
        boolean unset = row.getBoolean("identity_unset")
                && IdentityScheme.SHARED.name().equals(row.getString("identity_scheme"));
        return unset ? IdentityScheme.SHARED : IdentityScheme.NONE;
    }

    /** What is not known accepts none. */
    private static ApiTokenMode apiTokens(String name) {
        return Arrays.stream(ApiTokenMode.values())
                .filter(mode -> mode.name().equals(name))
                .findFirst()
                .orElse(ApiTokenMode.OFF);
    }

    /** Anything but a clear BUILT_IN is governed by somebody else, so that we issue nothing for it. */
    private static IdentityProvider identityProvider(ResultSet row) throws SQLException {
        if (IdentityProvider.Type.BUILT_IN.name().equals(row.getString("idp_type"))) {
            return new IdentityProvider.BuiltIn();
        }
        String required = Optional.ofNullable(row.getString("required_scopes")).orElse("");
        return new IdentityProvider.External(
                Optional.ofNullable(row.getString("idp_issuer")).orElse(""),
                Optional.ofNullable(row.getString("idp_audience")).orElse(""),
                Arrays.stream(required.split(" "))
                        .filter(scope -> !scope.isEmpty())
                        .collect(Collectors.toCollection(java.util.HashSet::new)));
    }

    /** What is not clearly AT_EXPIRY is IMMEDIATE: the stricter of the two. */
    private static RevocationMode mode(ResultSet row) throws SQLException {
        String own = row.getString("revocation_mode");
        String name = own == null ? row.getString("account_mode") : own;
        return RevocationMode.AT_EXPIRY.name().equals(name) ? RevocationMode.AT_EXPIRY : RevocationMode.IMMEDIATE;
    }
}
