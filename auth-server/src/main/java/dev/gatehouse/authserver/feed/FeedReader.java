package dev.gatehouse.authserver.feed;

import dev.gatehouse.authserver.feed.FeedDocuments.Bundle;
import dev.gatehouse.authserver.feed.FeedDocuments.Change;
import dev.gatehouse.authserver.feed.FeedDocuments.Changes;
import dev.gatehouse.authserver.feed.FeedDocuments.IdentityProviderBinding;
import dev.gatehouse.authserver.feed.FeedDocuments.IdentityScheme;
import dev.gatehouse.authserver.feed.FeedDocuments.Revocation;
import dev.gatehouse.authserver.feed.FeedDocuments.Server;
import dev.gatehouse.authserver.feed.FeedDocuments.Snapshot;
import dev.gatehouse.authserver.key.KeyRing;
import dev.gatehouse.authserver.key.WrappedSecrets;
import dev.gatehouse.authserver.key.WrappedSecrets.Owner;
import dev.gatehouse.authserver.settings.Settings;
import dev.gatehouse.db.account.AccountRepository;
import dev.gatehouse.db.account.AccountRow;
import dev.gatehouse.db.change.ChangeEntry;
import dev.gatehouse.db.change.ChangeFeed;
import dev.gatehouse.db.change.ChangeType;
import dev.gatehouse.db.change.FeedPosition;
import dev.gatehouse.db.server.BundleRoute;
import dev.gatehouse.db.server.ExternalIdpRepository;
import dev.gatehouse.db.server.ExternalIdpRow;
import dev.gatehouse.db.server.FeaturePolicies;
import dev.gatehouse.db.server.ProtectedResources;
import dev.gatehouse.db.server.ServerRepository;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.policy.server.FeaturePolicy;
import dev.gatehouse.policy.server.IdentityProvider;
import dev.gatehouse.policy.server.RevocationMode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Makes the feed's documents from the database. */
@Component
final class FeedReader {

    private static final int PAGE = 500;

    /** How many servers, by themselves and through bundles, an answer holds at the most; one server is never divided. */
    private static final int MOST_ROUTES = 500;

    private final ChangeFeed feed;
    private final ServerRepository servers;
    private final ProtectedResources resources;
    private final ExternalIdpRepository providers;
    private final AccountRepository accounts;
    private final KeyRing keys;
    private final WrappedSecrets secrets;
    private final FeedSchemes schemes;
    private final Settings settings;

    FeedReader(
            ChangeFeed feed,
            ServerRepository servers,
            ProtectedResources resources,
            ExternalIdpRepository providers,
            AccountRepository accounts,
            KeyRing keys,
            WrappedSecrets secrets,
            FeedSchemes schemes,
            Settings settings) {
        this.feed = feed;
        this.servers = servers;
        this.resources = resources;
        this.providers = providers;
        this.accounts = accounts;
        this.keys = keys;
        this.secrets = secrets;
        this.schemes = schemes;
        this.settings = settings;
    }

    /** All that a gateway needs. The cursor is read first: what happens meanwhile is told again by the feed. */
    Snapshot snapshot() {
        FeedPosition position = feed.position();
        Map<UUID, ExternalIdpRow> idps = new HashMap<>();
        providers.findAll().forEach(idp -> idps.put(idp.id(), idp));
        Map<UUID, RevocationMode> modes = new HashMap<>();
        Map<UUID, List<BundleRoute>> routes = byServer(resources.routes());
        List<Server> all = servers.findByUpstreamUrlIsNotNullAndDeletedAtIsNull().stream()
                .map(row -> server(
                        row,
                        id -> Optional.ofNullable(idps.get(id)),
                        account -> modes.computeIfAbsent(account, this::accountMode),
                        routes.getOrDefault(row.id(), List.of())))
                .toList();
        return new Snapshot(
                cursor(position.epoch(), position.lastSeq()),
                settings.issuer(),
                keys.newestPublicKeys().toJSONObject(),
                keys.newestAssertionKeys(),
                all,
                feed.revocations().stream().map(FeedReader::revocation).toList());
    }

    /** The cursor of whoever knows all that there is now. */
    String newest() {
        FeedPosition position = feed.position();
        return cursor(position.epoch(), position.lastSeq());
    }

    /** The changes after the cursor; empty when a new snapshot is needed. */
    Optional<Changes> after(String cursor) {
        FeedPosition position = feed.position();
        Optional<Long> seq = seq(cursor, position.epoch());
        if (seq.isEmpty() || seq.get() < position.purgedThrough() || seq.get() > position.lastSeq()) {
            return Optional.empty();
        }
        List<ChangeEntry> read = feed.after(seq.get(), PAGE);
        if (seq.get() < feed.position().purgedThrough()) {
            return Optional.empty();
        }
        Map<UUID, List<BundleRoute>> routes = byServer(resources.routesTo(serversIn(read)));
        List<ChangeEntry> entries = read.subList(0, fitting(read, routes));
        Set<String> told = new HashSet<>();
        List<Change> changes = entries.stream()
                .filter(entry -> entry.type().isRevocation() || told.add(entry.type() + entry.subject()))
                .flatMap(entry -> change(entry, routes).stream())
                .toList();
        long last =
                entries.isEmpty() ? seq.get() : entries.get(entries.size() - 1).seq();
        boolean more = read.size() == PAGE || entries.size() < read.size();
        return Optional.of(new Changes(cursor(position.epoch(), last), more, changes));
    }

    /** How many of the entries go into one answer: a server that many bundles carry is long. */
    private static int fitting(List<ChangeEntry> entries, Map<UUID, List<BundleRoute>> routes) {
        Set<UUID> counted = new HashSet<>();
        int sum = 0;
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).type() == ChangeType.SERVER) {
                UUID serverId = UUID.fromString(entries.get(i).subject());
                sum += counted.add(serverId)
                        ? 1 + routes.getOrDefault(serverId, List.of()).size()
                        : 0;
            }
            if (sum > MOST_ROUTES && i > 0) {
                return i;
            }
        }
        return entries.size();
    }

    private static Set<UUID> serversIn(List<ChangeEntry> entries) {
        return entries.stream()
                .filter(entry -> entry.type() == ChangeType.SERVER)
                .map(entry -> UUID.fromString(entry.subject()))
                .collect(Collectors.toSet());
    }

    private static Map<UUID, List<BundleRoute>> byServer(List<BundleRoute> routes) {
        return routes.stream().collect(Collectors.groupingBy(BundleRoute::serverId));
    }

    private Optional<Change> change(ChangeEntry entry, Map<UUID, List<BundleRoute>> routes) {
        if (entry.type() == ChangeType.KEYS) {
            return Optional.of(Change.keys(keys.newestPublicKeys().toJSONObject(), keys.newestAssertionKeys()));
        }
        if (entry.type() != ChangeType.SERVER) {
            return Optional.of(Change.revocation(revocation(entry)));
        }
        Optional<ServerRow> row = servers.findById(UUID.fromString(entry.subject()));
        if (row.isEmpty() || row.get().deletedAt() != null) {
            return Optional.of(Change.gone(entry.subject()));
        }
        return row.filter(server -> server.upstreamUrl() != null)
                .map(server -> Change.server(server(
                        server, providers::findById, this::accountMode, routes.getOrDefault(server.id(), List.of()))));
    }

    private RevocationMode accountMode(UUID accountId) {
        return accounts.findById(accountId).map(AccountRow::revocationMode).orElse(RevocationMode.IMMEDIATE);
    }

    private Server server(
            ServerRow row,
            Function<UUID, Optional<ExternalIdpRow>> findProvider,
            Function<UUID, RevocationMode> findMode,
            List<BundleRoute> routes) {
        RevocationMode own = row.revocationMode();
        FeaturePolicy features = FeaturePolicies.read(row.featurePolicy());
        return new Server(
                row.id(),
                row.accountId(),
                row.slug(),
                row.name(),
                row.enabled(),
                row.upstreamUrl(),
                row.resource(),
                (own == null ? findMode.apply(row.accountId()) : own).name(),
                row.apiTokens().name(),
                binding(row, findProvider),
                FeaturePolicies.members(features),
                schemes.of(row),
                row.maxConcurrent(),
                routes.stream().map(route -> bundle(route, features)).toList(),
                row.version());
    }

    private static Bundle bundle(BundleRoute route, FeaturePolicy ofServer) {
        return new Bundle(
                route.bundleId(),
                route.slug(),
                route.name(),
                route.enabled(),
                route.resource(),
                FeaturePolicies.members(ofServer.narrowedBy(route.narrowing())),
                route.identityScheme() == null ? null : IdentityScheme.none());
    }

    private IdentityProviderBinding binding(ServerRow row, Function<UUID, Optional<ExternalIdpRow>> findProvider) {
        UUID providerId = row.externalIdpId();
        if (row.idpType() == IdentityProvider.Type.BUILT_IN || providerId == null) {
            return IdentityProviderBinding.builtIn();
        }
        ExternalIdpRow provider = findProvider
                .apply(providerId)
                .orElseThrow(() -> new IllegalStateException("a server without its identity provider"));
        boolean byKeys = provider.validation() == ExternalIdpRow.Validation.JWKS;
        return new IdentityProviderBinding(
                row.idpType().name(),
                provider.id(),
                provider.issuer(),
                provider.audience(),
                provider.validation().name(),
                byKeys ? provider.jwksUri() : null,
                byKeys ? null : provider.introspectionUri(),
                byKeys ? null : provider.clientId(),
                byKeys
                        ? null
                        : secrets.unwrap(Owner.provider(provider.id()), provider.clientSecret())
                                .orElse(null),
                provider.scopes().stream().sorted().toList());
    }

    private static Revocation revocation(ChangeEntry entry) {
        return new Revocation(entry.type().name(), entry.subject(), entry.reason(), entry.expiresAt());
    }

    private static String cursor(UUID epoch, long seq) {
        return epoch + "-" + seq;
    }

    private static Optional<Long> seq(String cursor, UUID epoch) {
        String prefix = epoch + "-";
        if (!cursor.startsWith(prefix)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Long.parseLong(cursor.substring(prefix.length())));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
