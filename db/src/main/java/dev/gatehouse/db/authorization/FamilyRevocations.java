package dev.gatehouse.db.authorization;

import dev.gatehouse.db.Column;
import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.audit.AuditEvent;
import dev.gatehouse.db.audit.AuditLog;
import dev.gatehouse.db.change.ChangeFeed;
import dev.gatehouse.db.change.ChangeType;
import dev.gatehouse.policy.resource.ProtectedResource;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Ends authorizations. Whoever ends several locks them in the order of their ids, here, so that two sweeps never meet head
 * on.
 */
@Component
public final class FamilyRevocations {

    private static final String SELECT =
            "select id, account_id, user_id, server_id, bundle_id, client_id, state from oauth_authorization where ";

    private static final String SELECT_IDS = "select id from oauth_authorization where ";

    /** Ended by the loss of reach, so lately that an access token may still be about. */
    private static final String SPARED = "(state = 'ACTIVE' and revoked_reason = 'REACH_LOST'"
            + " and revoked_at > current_timestamp - interval '61' minute)";

    private final JdbcClient jdbc;
    private final ChangeFeed feed;
    private final AuditLog audit;

    FamilyRevocations(JdbcClient jdbc, ChangeFeed feed, AuditLog audit) {
        this.jdbc = jdbc;
        this.feed = feed;
        this.audit = audit;
    }

    /** Locks the live authorizations of these people, in every account, in the order of their ids. */
    public List<Family> lockLive(Collection<UUID> userIds) {
        if (userIds.isEmpty()) {
            return List.of();
        }
        return lockEach(jdbc.sql(SELECT_IDS + "user_id in (:users) and revoked_at is null order by id")
                .param("users", userIds)
                .query((row, n) -> Column.uuid(row, "id"))
                .list());
    }

    /** Locks the live authorizations that these members gave in their own account, in the order of their ids. */
    public List<Family> lockLiveOfMembers(Collection<UUID> membershipIds) {
        if (membershipIds.isEmpty()) {
            return List.of();
        }
        return lockEach(jdbc.sql("select a.id from oauth_authorization a join membership m on m.user_id = a.user_id"
                        + " and m.account_id = a.account_id where m.id in (:members) and a.revoked_at is null"
                        + " order by a.id")
                .param("members", membershipIds)
                .query((row, n) -> Column.uuid(row, "id"))
                .list());
    }

    /** Locks the live authorizations that the holders of a role gave in its account, in the order of their ids. */
    public List<Family> lockLiveOfRole(UUID roleId) {
        return lockEach(jdbc.sql("select a.id from oauth_authorization a join membership m on m.user_id = a.user_id"
                        + " and m.account_id = a.account_id where m.role_id = :role and a.revoked_at is null"
                        + " order by a.id")
                .param("role", roleId)
                .query((row, n) -> Column.uuid(row, "id"))
                .list());
    }

    /** Locks the live authorizations in an account, in the order of their ids. */
    public List<Family> lockLiveOfAccount(UUID accountId) {
        return lockEach(jdbc.sql(SELECT_IDS + "account_id = :account and revoked_at is null order by id")
                .param("account", accountId)
                .query((row, n) -> Column.uuid(row, "id"))
                .list());
    }

    /** Locks the live authorizations through these bundles, in the order of their ids. */
    public List<Family> lockLiveThrough(Collection<UUID> bundleIds) {
        if (bundleIds.isEmpty()) {
            return List.of();
        }
        return lockEach(jdbc.sql(SELECT_IDS + "bundle_id in (:bundles) and revoked_at is null order by id")
                .param("bundles", bundleIds)
                .query((row, n) -> Column.uuid(row, "id"))
                .list());
    }

    /** Locks the live authorizations for a server, in the order of their ids. */
    public List<Family> lockLiveOfServer(UUID serverId) {
        return lockEach(jdbc.sql(SELECT_IDS + "server_id = :server and revoked_at is null order by id")
                .param("server", serverId)
                .query((row, n) -> Column.uuid(row, "id"))
                .list());
    }

    /** Locks the live authorizations of a client, in the order of their ids: in one account, or in all. */
    List<Family> lockLiveOfClient(String clientId, @Nullable UUID accountId) {
        return lockEach(jdbc.sql(SELECT_IDS + "client_id = :client and (cast(:account as uuid) is null or account_id ="
                        + " :account) and revoked_at is null order by id")
                .param("client", clientId)
                .param("account", accountId, java.sql.Types.OTHER)
                .query((row, n) -> Column.uuid(row, "id"))
                .list());
    }

    /** Locks one live authorization. */
    public Optional<Family> lockLive(UUID id) {
        return jdbc.sql(SELECT + "id = :id and revoked_at is null for update")
                .param("id", id)
                .query((row, n) -> family(row))
                .optional();
    }

    /**
     * Ends an authorization that this transaction has locked.
     *
     * @param actor who does it, for the audit log
     * @param atOnce whether its live access tokens are refused within a second, too
     */
    public void revoke(Family family, RevocationReason reason, String actor, boolean atOnce) {
        jdbc.sql("update oauth_authorization set revoked_at = current_timestamp, revoked_reason = :reason"
                        + " where id = :id and revoked_at is null")
                .param("reason", reason.name())
                .param("id", family.id())
                .update();
        if (atOnce && family.active()) {
            feed.append(ChangeType.AUTHORIZATION, family.id().toString(), reason.name());
        }
        audit(family, actor, reason);
    }

    /** Signs one installation out, as {@link #endAtOnce} does. */
    public boolean signOut(UUID id, String clientId, String actor) {
        return endAtOnce(id, clientId, RevocationReason.SIGNED_OUT, actor);
    }

    /**
     * Ends an authorization, at once. Where it has ended by the loss of reach, which spares the access token that is out, that
     * token is refused from now on, too.
     *
     * @return whether there was anything to end
     */
    public boolean endAtOnce(UUID id, String clientId, RevocationReason reason, String actor) {
        Optional<Family> live = lockLive(id);
        live.ifPresent(family -> revoke(family, reason, actor, true));
        return live.isPresent() || biteAfterLossOfReach(id, clientId, reason, actor);
    }

    /**
     * Ends all authorizations for a server as a bundle carries it, each as {@link #endAtOnce} does, in the order of their ids:
     * its name may be given again, and nothing of before may come back then.
     */
    public void endAllAtOnce(UUID bundleId, UUID serverId, RevocationReason reason, String actor) {
        jdbc.sql("select id, client_id from oauth_authorization where bundle_id = :bundle and server_id = :server"
                        + " and (revoked_at is null or " + SPARED + ") order by id")
                .param("bundle", bundleId)
                .param("server", serverId)
                .query((row, n) -> new AccountAuthorizations.Ending(Column.uuid(row, "id"), row.getString("client_id")))
                .list()
                .forEach(ending -> endAtOnce(ending.id(), ending.clientId(), reason, actor));
    }

    /**
     * Lets a revocation bite at once where the authorization has already ended by the loss of reach, which spares the
     * access token that is out. Does so once; says whether it did.
     *
     * @param reason what has come to light: the client revoked, or a token was used twice
     */
    public boolean biteAfterLossOfReach(UUID id, String clientId, RevocationReason reason) {
        return biteAfterLossOfReach(id, clientId, reason, AuditEvent.client(clientId));
    }

    private boolean biteAfterLossOfReach(UUID id, String clientId, RevocationReason reason, String actor) {
        Optional<Family> spared = jdbc.sql(SELECT + "id = :id and client_id = :client and " + SPARED + " for update")
                .param("id", id)
                .param("client", clientId)
                .query((row, n) -> family(row))
                .optional();
        spared.ifPresent(family -> {
            jdbc.sql("update oauth_authorization set revoked_reason = :reason where id = :id")
                    .param("reason", reason.name())
                    .param("id", id)
                    .update();
            feed.append(ChangeType.AUTHORIZATION, id.toString(), reason.name());
            audit(family, actor, reason);
        });
        return spared.isPresent();
    }

    /** One by one: under {@code order by id for update} H2 locks in the order of its scan, and sorts afterwards. */
    private List<Family> lockEach(List<UUID> ids) {
        return ids.stream().map(this::lockLive).flatMap(Optional::stream).toList();
    }

    private void audit(Family family, String actor, RevocationReason reason) {
        audit.append(AuditEvent.of(
                family.accountId(),
                actor,
                AuditAction.AUTHORIZATION_REVOKED,
                AuditEvent.user(family.userId()) + " " + AuditEvent.client(family.clientId()),
                family.serverId(),
                reason.name()));
    }

    private static Family family(ResultSet row) throws SQLException {
        return new Family(
                Column.uuid(row, "id"),
                Column.uuid(row, "account_id"),
                Column.uuid(row, "user_id"),
                new ProtectedResource(Column.uuid(row, "server_id"), row.getObject("bundle_id", UUID.class)),
                row.getString("client_id"),
                "ACTIVE".equals(row.getString("state")));
    }
}
