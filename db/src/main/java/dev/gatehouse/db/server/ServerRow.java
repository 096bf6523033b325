package dev.gatehouse.db.server;

import dev.gatehouse.policy.server.ApiTokenMode;
import dev.gatehouse.policy.server.IdentityProvider;
import dev.gatehouse.policy.server.IdentityScheme;
import dev.gatehouse.policy.server.RevocationMode;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;
import org.springframework.data.relational.core.mapping.Table;

/**
 * An MCP server.
 *
 * @param slug its name in URLs, never given out again
 * @param upstreamUrl where the gateway relays to; null for a server that validates tokens itself
 * @param resource the canonical resource identifier, never given out again
 * @param idpGeneration counts the switches of the identity provider
 * @param revocationMode null: the account's
 * @param featurePolicy JSON
 * @param identitySettings what the identity scheme needs to know, JSON without secrets
 * @param identitySecret the credential of the identity scheme, wrapped under the master key
 * @param maxConcurrent how many exchanges one gateway lets to it at once; null: the gateway's default
 * @param deletedAt deletion keeps the row, so that nothing of it is ever reused
 */
@Table("mcp_server")
public record ServerRow(
        @Id UUID id,
        UUID accountId,
        String name,
        String slug,
        @Nullable String upstreamUrl,
        String resource,
        boolean enabled,
        IdentityProvider.Type idpType,
        @Nullable UUID externalIdpId,
        long idpGeneration,
        @Nullable RevocationMode revocationMode,
        IdentityScheme identityScheme,
        String featurePolicy,
        String identitySettings,
        @Nullable String identitySecret,
        @Nullable Integer maxConcurrent,
        ApiTokenMode apiTokens,
        Instant createdAt,
        @Nullable Instant deletedAt,
        @Version long version) {

    /** A new, enabled server under the built-in identity provider. */
    public static ServerRow create(
            UUID accountId, String name, String slug, @Nullable String upstreamUrl, String resource, Instant now) {
        return new ServerRow(
                UUID.randomUUID(),
                accountId,
                name,
                slug,
                upstreamUrl,
                resource,
                true,
                IdentityProvider.Type.BUILT_IN,
                null,
                0,
                null,
                IdentityScheme.NONE,
                "{}",
                "{}",
                null,
                null,
                ApiTokenMode.BUILT_IN_ONLY,
                now,
                null,
                0);
    }

    /** Starts a changed copy. */
    public ServerRowChange change() {
        return new ServerRowChange(this);
    }
}
