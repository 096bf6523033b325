package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.access.AccessSnapshot;
import dev.gatehouse.db.access.OwnResources;
import dev.gatehouse.db.integration.IntegrationLookups;
import dev.gatehouse.db.integration.IntegrationLookups.Viewer;
import dev.gatehouse.db.integration.VisibleIntegration;
import dev.gatehouse.policy.access.AccessPolicy;
import dev.gatehouse.policy.access.Action;
import dev.gatehouse.policy.access.Basis;
import dev.gatehouse.policy.access.Decision;
import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * What is open to the actor: the servers that they may connect to now, by the walk of the authorization endpoint, and the
 * integrations that they have a level on.
 */
@Service
public final class OwnAccess {

    private static final UUID ZERO = new UUID(0, 0);

    private final OwnResources resources;
    private final IntegrationLookups integrations;
    private final DecisionFacts facts;

    OwnAccess(OwnResources resources, IntegrationLookups integrations, DecisionFacts facts) {
        this.resources = resources;
        this.integrations = integrations;
        this.facts = facts;
    }

    /**
     * The servers that the actor may connect to now. First those by themselves, by id; then those that only a team gives,
     * by the id of the bundle that carries them. A page may be short.
     */
    public Page<Server> servers(AdminActor actor, @Nullable String cursor, int limit) {
        AdminChecks.requireAttempt(actor, AdminAction.ME_READ);
        IdPair after = cursor == null ? new IdPair(ZERO, ZERO) : IdPair.parse(cursor);
        if (!actor.role().has(Capability.MCP_CONNECT)) {
            return new Page<>(List.of(), null);
        }
        Page<AccessSnapshot> page = Page.of(
                rows(actor, after, limit + 1), limit, row -> position(row).cursor(), Function.identity());
        return new Page<>(
                page.items().stream().flatMap(row -> open(row).stream()).toList(), page.next());
    }

    /** The integrations that the actor has a level on, by id. */
    public Page<Integration> integrations(AdminActor actor, PageRequest page) {
        AdminChecks.requireAttempt(actor, AdminAction.ME_READ);
        Viewer viewer =
                new Viewer(actor.accountId(), actor.userId(), actor.role().level());
        return Page.of(
                integrations.list(viewer, page.after(), page.readAhead()),
                page,
                VisibleIntegration::id,
                Integration::of);
    }

    private List<AccessSnapshot> rows(AdminActor actor, IdPair after, int wanted) {
        boolean everywhere = resources.everywhere(actor.accountId(), actor.userId());
        List<AccessSnapshot> rows = new ArrayList<>();
        if (after.first().equals(ZERO)) {
            rows.addAll(resources.servers(actor.accountId(), actor.userId(), everywhere, after.second(), wanted));
        }
        if (!everywhere && rows.size() < wanted) {
            UUID server = after.first().equals(ZERO) ? ZERO : after.second();
            rows.addAll(resources.throughTeams(
                    actor.accountId(), actor.userId(), after.first(), server, wanted - rows.size()));
        }
        return rows;
    }

    private static IdPair position(AccessSnapshot row) {
        return new IdPair(
                Objects.requireNonNullElse(row.resource().bundleId(), ZERO),
                row.resource().serverId());
    }

    private Optional<Server> open(AccessSnapshot row) {
        Decision decision =
                AccessPolicy.decide(row.subject(), row.server(), Action.AUTHORIZE, facts.freshSignIn(row, row.now()));
        return decision instanceof Decision.Allow allow ? Optional.of(Server.of(row, allow)) : Optional.empty();
    }

    /**
     * A server that the actor may connect to.
     *
     * @param resource its resource identifier: what an MCP client connects to
     * @param bundleId the bundle through which a team gives it; null for the server by itself
     */
    public record Server(
            UUID id,
            String name,
            String slug,
            String resource,
            @Nullable UUID bundleId,
            Basis basis,
            List<String> scopes) {

        private static Server of(AccessSnapshot row, Decision.Allow allow) {
            return new Server(
                    row.resource().serverId(),
                    row.serverName(),
                    row.slug(),
                    row.server().resource(),
                    row.resource().bundleId(),
                    allow.basis(),
                    ServerUserView.tokens(allow.scopes()));
        }
    }

    /** An integration, and what the actor may do to it. */
    public record Integration(UUID id, String name, String level) {

        private static Integration of(VisibleIntegration row) {
            return new Integration(row.id(), row.name(), row.level().name());
        }
    }
}
