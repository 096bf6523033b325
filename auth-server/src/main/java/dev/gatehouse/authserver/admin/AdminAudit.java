package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.audit.AuditEvent;
import dev.gatehouse.db.audit.AuditLog;
import dev.gatehouse.db.server.ServerRepository;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.admin.AdminReason;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Writes what admins do into the audit log. */
@Component
public final class AdminAudit {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final AuditLog log;
    private final ServerRepository servers;
    private final Transactions transactions;
    private final ActorStanding standing;

    AdminAudit(AuditLog log, ServerRepository servers, Transactions transactions, ActorStanding standing) {
        this.log = log;
        this.servers = servers;
        this.transactions = transactions;
        this.standing = standing;
    }

    /**
     * One change, in the transaction that makes it; refused, with the change, when the actor may not do what they could when
     * the call came. The states are written as JSON and hold no secret.
     */
    void changed(
            AdminActor actor, AuditAction action, Subject subject, @Nullable Object before, @Nullable Object after) {
        standing.require(actor);
        log.append(AuditEvent.of(
                        actor.accountId(),
                        AuditEvent.user(actor.userId()),
                        action,
                        subject.name(),
                        subject.serverId(),
                        null)
                .change(json(before), json(after)));
    }

    /**
     * One refusal, in a transaction of its own.
     *
     * @param serverId the server that the call names; it is noted if it is, or was, one of the actor's account
     */
    public void refused(AdminActor actor, String call, @Nullable UUID serverId, AdminReason reason) {
        transactions.run(() -> log.append(AuditEvent.of(
                actor.accountId(),
                AuditEvent.user(actor.userId()),
                AuditAction.ADMIN_REFUSED,
                call,
                own(actor, serverId),
                reason.name())));
    }

    private @Nullable UUID own(AdminActor actor, @Nullable UUID serverId) {
        return Optional.ofNullable(serverId)
                .flatMap(servers::findById)
                .filter(server -> server.accountId().equals(actor.accountId()))
                .map(ServerRow::id)
                .orElse(null);
    }

    private static @Nullable String json(@Nullable Object state) {
        return state == null ? null : JSON.writeValueAsString(state);
    }

    /** To whom or what. */
    record Subject(String name, @Nullable UUID serverId) {

        /** Every name that something with this id may have. */
        static List<String> names(UUID id) {
            return List.of(
                    user(id, null).name(),
                    client(id.toString()).name(),
                    server(id).name(),
                    role(id).name(),
                    invitation(id).name(),
                    team(id).name(),
                    bundle(id).name(),
                    account(id).name(),
                    provider(id).name(),
                    integration(id).name(),
                    token(id, null).name());
        }

        static Subject server(UUID serverId) {
            return new Subject("server:" + serverId, serverId);
        }

        static Subject user(UUID userId, @Nullable UUID serverId) {
            return new Subject(AuditEvent.user(userId), serverId);
        }

        static Subject team(UUID teamId) {
            return new Subject("team:" + teamId, null);
        }

        static Subject bundle(UUID bundleId) {
            return new Subject("bundle:" + bundleId, null);
        }

        static Subject assignment(UUID bundleId, UUID serverId) {
            return new Subject("bundle:" + bundleId, serverId);
        }

        static Subject account(UUID accountId) {
            return new Subject("account:" + accountId, null);
        }

        static Subject role(UUID roleId) {
            return new Subject("role:" + roleId, null);
        }

        static Subject invitation(UUID invitationId) {
            return new Subject("invitation:" + invitationId, null);
        }

        static Subject provider(UUID providerId) {
            return new Subject("identity-provider:" + providerId, null);
        }

        static Subject integration(UUID integrationId) {
            return new Subject("integration:" + integrationId, null);
        }

        static Subject domain(String domain) {
            return new Subject("domain:" + domain, null);
        }

        static Subject client(String clientId) {
            return new Subject(AuditEvent.client(clientId), null);
        }

        static Subject token(UUID tokenId, @Nullable UUID serverId) {
            return new Subject("api-token:" + tokenId, serverId);
        }
    }
}
