package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.db.Column;
import dev.gatehouse.db.account.AccountRepository;
import dev.gatehouse.db.account.AccountRow;
import dev.gatehouse.db.account.MembershipRepository;
import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.account.PersonRepository;
import dev.gatehouse.db.account.PersonRow;
import dev.gatehouse.db.account.RoleRepository;
import dev.gatehouse.db.account.RoleRow;
import dev.gatehouse.db.apitoken.ApiTokenRepository;
import dev.gatehouse.db.apitoken.ApiTokenRow;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.SystemRole;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/**
 * A fresh account for one test, with a person in every role: an owner (olga), an admin (ada), one who manages all (mel)
 * and two customs (cus, carl), none of them with a grant.
 */
final class AccountFixture {

    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MICROS);

    final UUID id = UUID.randomUUID();
    final String mark = id.toString().substring(0, 8);
    final Map<SystemRole, UUID> roles = new EnumMap<>(SystemRole.class);
    final UUID olga;
    final UUID ada;
    final UUID mel;
    final UUID cus;
    final UUID carl;
    final AdminApi api;

    AccountFixture() {
        AdminApi.bean(AccountRepository.class).save(AccountRow.create(id, "Demo " + mark));
        for (SystemRole role : SystemRole.values()) {
            UUID roleId = UUID.randomUUID();
            AdminApi.bean(RoleRepository.class).save(RoleRow.preset(roleId, id, role));
            roles.put(role, roleId);
        }
        olga = person("olga", SystemRole.OWNER);
        jdbc().sql("update account set owner_membership_id = :owner where id = :id")
                .param("owner", membership(olga))
                .param("id", id)
                .update();
        ada = person("ada", SystemRole.ADMIN);
        mel = person("mel", SystemRole.MANAGE_ALL);
        cus = person("cus", SystemRole.CUSTOM_LEVEL);
        carl = person("carl", SystemRole.CUSTOM_LEVEL);
        api = as(ada);
    }

    UUID person(String name, SystemRole role) {
        return person(name, role, MembershipStatus.ACTIVE);
    }

    UUID person(String name, SystemRole role, MembershipStatus status) {
        UUID userId = UUID.randomUUID();
        AdminApi.bean(PersonRepository.class)
                .save(PersonRow.create(userId, name + "@" + mark + ".example", name, "{noop}x", NOW));
        UUID roleId = roles.get(role);
        AdminApi.bean(MembershipRepository.class)
                .save(MembershipRow.create(UUID.randomUUID(), id, userId, roleId, NOW)
                        .withStatus(status));
        return userId;
    }

    /** A client with a fresh admin API token of this person. */
    AdminApi as(UUID userId) {
        return AdminApi.with(token(userId, null, Duration.ofDays(1)));
    }

    String token(UUID userId, @Nullable UUID serverId, Duration ttl) {
        String token = AdminApi.bean(Secrets.class).generate("gha_");
        ApiTokenRow row = new ApiTokenRow(
                UUID.randomUUID(),
                id,
                userId,
                serverId,
                "test " + UUID.randomUUID(),
                NOW,
                Instant.now().plus(ttl));
        AdminApi.bean(ApiTokenRepository.class).insert(row, Secrets.digest(token));
        return token;
    }

    /** A proxied server, made through the API. */
    UUID server(String name) {
        AdminApi.Answer created = api.post(
                "/servers",
                AdminApi.object(
                        "name", name, "slug", name + "-" + mark, "upstreamUrl", "http://localhost:8090/" + name));
        if (created.status() != 201) {
            throw new AssertionError(created.text());
        }
        return UUID.fromString(created.json().path("id").asString());
    }

    /** An external identity provider, made through the API. */
    UUID provider() {
        AdminApi.Answer created = api.post("/identity-providers", providerBody());
        if (created.status() != 201) {
            throw new AssertionError(created.text());
        }
        return UUID.fromString(created.json().path("id").asString());
    }

    static Map<String, Object> providerBody() {
        return AdminApi.object(
                "name", "Acme",
                "issuer", "https://idp.example/realms/acme",
                "audience", "https://gw.example/mcp/x",
                "validation", "JWKS",
                "jwksUri", "https://idp.example/jwks",
                "requiredScopes", List.of("mcp"));
    }

    void switchTo(UUID serverId, @Nullable UUID providerId) {
        AdminApi.Answer switched = api.put(
                "/servers/" + serverId + "/identity-provider",
                providerId == null
                        ? AdminApi.object("type", "BUILT_IN")
                        : AdminApi.object("type", "EXTERNAL", "externalIdpId", providerId));
        if (switched.status() != 200) {
            throw new AssertionError(switched.text());
        }
    }

    /** Lets an invitation have been made, and sent, so much earlier. */
    void age(String invitationId, Duration by) {
        Instant expires = Column.instant(jdbc().sql("select expires_at from invitation where id = :id")
                .param("id", UUID.fromString(invitationId))
                .query()
                .singleValue());
        jdbc().sql("update invitation set expires_at = :at where id = :id")
                .param("id", UUID.fromString(invitationId))
                .param("at", Column.of(expires.minus(by)))
                .update();
    }

    AdminApi.Answer grant(UUID serverId, UUID... userIds) {
        return api.post("/servers/" + serverId + "/users", AdminApi.object("userIds", List.of(userIds)));
    }

    AdminApi.Answer access(UUID userId, Object body) {
        return api.put("/users/" + userId + "/mcp-access", body);
    }

    UUID membership(UUID userId) {
        return AdminApi.bean(MembershipRepository.class)
                .findByAccountIdAndUserId(id, userId)
                .orElseThrow()
                .id();
    }

    /** A live, redeemed authorization. */
    UUID authorization(UUID userId, UUID serverId) {
        return authorization(userId, serverId, "c");
    }

    /** A live, redeemed authorization of this client. */
    UUID authorization(UUID userId, UUID serverId, String clientId) {
        UUID authorization = UUID.randomUUID();
        Instant now = Instant.now();
        jdbc().sql("insert into oauth_authorization (id, account_id, user_id, server_id, client_id, redirect_uri,"
                        + " code_challenge, scopes_asked, scopes_granted, amr, via_sso, state, generation, created_at,"
                        + " code_expires_at, rotated_at, expires_at) values (:id, :account, :user, :server, :client,"
                        + " 'http://localhost/cb', 'x', 'mcp:read', 'mcp:read', 'pwd', false, 'ACTIVE', 1, :now, :now,"
                        + " :now, :expires)")
                .param("id", authorization)
                .param("account", id)
                .param("user", userId)
                .param("server", serverId)
                .param("client", clientId)
                .param("now", Column.of(now))
                .param("expires", Column.of(now.plus(Duration.ofDays(180))))
                .update();
        return authorization;
    }

    /** A live, redeemed authorization for the server as the bundle carries it. */
    UUID authorizationThrough(UUID userId, UUID bundleId, UUID serverId) {
        UUID authorization = authorization(userId, serverId);
        jdbc().sql("update oauth_authorization set bundle_id = :bundle where id = :id")
                .param("bundle", bundleId)
                .param("id", authorization)
                .update();
        return authorization;
    }

    /** Makes the authorization somebody else's. */
    void giveAuthorization(UUID authorization, UUID userId) {
        jdbc().sql("update oauth_authorization set user_id = :user where id = :id")
                .param("user", userId)
                .param("id", authorization)
                .update();
    }

    /** Gives the person this password. */
    void password(UUID userId, String password) {
        jdbc().sql("update person set password_hash = :hash where id = :id")
                .param("hash", "{bcrypt}" + new BCryptPasswordEncoder(4).encode(password))
                .param("id", userId)
                .update();
    }

    /** Why the authorization was revoked; {@code alive} if it was not. */
    String fate(UUID authorization) {
        return jdbc().sql("select coalesce(revoked_reason, 'alive') from oauth_authorization where id = :id")
                .param("id", authorization)
                .query(String.class)
                .single();
    }

    /** The audit rows of the account, oldest first: the action, and the reason if there is one. */
    List<String> audit() {
        return jdbc().sql("select action || coalesce(' ' || reason, '') from audit_event where account_id = :account"
                        + " order by at, id")
                .param("account", id)
                .query(String.class)
                .list();
    }

    /** The audit rows that {@code work} adds. */
    List<String> audited(Runnable work) {
        int before = audit().size();
        work.run();
        List<String> after = audit();
        return after.subList(before, after.size());
    }

    /** The reasons of the feed's entries about this subject, oldest first. */
    static List<String> feed(UUID subject) {
        return jdbc().sql("select type || ' ' || reason from change_entry where subject = :subject order by seq")
                .param("subject", subject.toString())
                .query(String.class)
                .list();
    }

    static JdbcClient jdbc() {
        return AdminApi.bean(JdbcClient.class);
    }
}
