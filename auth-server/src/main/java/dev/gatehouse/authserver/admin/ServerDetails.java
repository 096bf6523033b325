package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.policy.server.ApiTokenMode;
import dev.gatehouse.policy.server.IdentityProvider;
import dev.gatehouse.policy.server.IdentityScheme;
import dev.gatehouse.policy.server.RevocationMode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * A server, as admins see it.
 *
 * @param resource the canonical resource identifier
 * @param resourceUri the same, under the name that creation takes it by
 * @param identitySettings what the scheme needs to know, defaults included; of a secret, whether one is set
 * @param maxConcurrentRequests how many may be under way there at once; null for the gateway's default
 * @param revocationMode the server's own; null when the account's holds
 * @param effectiveRevocationMode the one that holds
 */
public record ServerDetails(
        UUID id,
        String name,
        String slug,
        @Nullable String upstreamUrl,
        String resource,
        String resourceUri,
        boolean enabled,
        @Nullable RevocationMode revocationMode,
        RevocationMode effectiveRevocationMode,
        Binding identityProvider,
        IdentityScheme identityScheme,
        Map<String, Object> identitySettings,
        @Nullable Integer maxConcurrentRequests,
        Map<String, Object> featurePolicy,
        ApiTokenMode apiTokens,
        long version) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    static ServerDetails of(ServerRow row, RevocationMode accountMode) {
        RevocationMode own = row.revocationMode();
        return new ServerDetails(
                row.id(),
                row.name(),
                row.slug(),
                row.upstreamUrl(),
                row.resource(),
                row.resource(),
                row.enabled(),
                own,
                own == null ? accountMode : own,
                new Binding(row.idpType(), row.externalIdpId()),
                row.identityScheme(),
                IdentityValues.shown(
                        row.identityScheme(), row.identitySettings(), row.upstreamUrl(), row.identitySecret() != null),
                row.maxConcurrent(),
                JSON.readValue(row.featurePolicy(), new TypeReference<>() {}),
                row.apiTokens(),
                row.version());
    }

    /** The same for the audit log, which says that a secret was changed and not what it is. */
    ServerDetails withSecretChanged() {
        Map<String, Object> settings = new LinkedHashMap<>(identitySettings);
        settings.put("secret", "changed");
        return new ServerDetails(
                id,
                name,
                slug,
                upstreamUrl,
                resource,
                resourceUri,
                enabled,
                revocationMode,
                effectiveRevocationMode,
                identityProvider,
                identityScheme,
                settings,
                maxConcurrentRequests,
                featurePolicy,
                apiTokens,
                version);
    }

    /** Which identity provider governs. */
    public record Binding(
            IdentityProvider.Type type, @Nullable UUID externalIdpId) {}
}
