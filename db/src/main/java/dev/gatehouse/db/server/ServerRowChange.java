package dev.gatehouse.db.server;

import dev.gatehouse.policy.server.ApiTokenMode;
import dev.gatehouse.policy.server.IdentityProvider;
import dev.gatehouse.policy.server.IdentityScheme;
import dev.gatehouse.policy.server.RevocationMode;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Builds a changed copy of a server. What may never change (id, account, slug, resource) has no setter. */
public final class ServerRowChange {

    private final ServerRow row;
    private String name;
    private @Nullable String upstreamUrl;
    private boolean enabled;
    private IdentityProvider.Type idpType;
    private @Nullable UUID externalIdpId;
    private long idpGeneration;
    private @Nullable RevocationMode revocationMode;
    private IdentityScheme identityScheme;
    private String identitySettings;
    private @Nullable String identitySecret;
    private @Nullable Integer maxConcurrent;
    private String featurePolicy;
    private ApiTokenMode apiTokens;
    private @Nullable Instant deletedAt;

    ServerRowChange(ServerRow row) {
        this.row = row;
        this.name = row.name();
        this.upstreamUrl = row.upstreamUrl();
        this.enabled = row.enabled();
        this.idpType = row.idpType();
        this.externalIdpId = row.externalIdpId();
        this.idpGeneration = row.idpGeneration();
        this.revocationMode = row.revocationMode();
        this.identityScheme = row.identityScheme();
        this.identitySettings = row.identitySettings();
        this.identitySecret = row.identitySecret();
        this.maxConcurrent = row.maxConcurrent();
        this.featurePolicy = row.featurePolicy();
        this.apiTokens = row.apiTokens();
        this.deletedAt = row.deletedAt();
    }

    /** Sets the display name. */
    public ServerRowChange name(String value) {
        this.name = value;
        return this;
    }

    /** Sets where the gateway relays to. */
    public ServerRowChange upstreamUrl(String value) {
        this.upstreamUrl = value;
        return this;
    }

    /** Switches the server on or off. */
    public ServerRowChange enabled(boolean value) {
        this.enabled = value;
        return this;
    }

    /** Binds to the built-in identity provider (null) or an external one, and counts the switch. */
    public ServerRowChange identityProvider(@Nullable UUID newExternalIdpId) {
        this.idpType = newExternalIdpId == null ? IdentityProvider.Type.BUILT_IN : IdentityProvider.Type.EXTERNAL;
        this.externalIdpId = newExternalIdpId;
        this.idpGeneration = row.idpGeneration() + 1;
        return this;
    }

    /** Sets what loss of reach does to live tokens; null: as the account says. */
    public ServerRowChange revocationMode(@Nullable RevocationMode value) {
        this.revocationMode = value;
        return this;
    }

    /**
     * Sets what the upstream is shown of who calls.
     *
     * @param settings JSON without secrets
     * @param wrappedSecret wrapped under the master key; null for none
     */
    public ServerRowChange identity(IdentityScheme scheme, String settings, @Nullable String wrappedSecret) {
        this.identityScheme = scheme;
        this.identitySettings = settings;
        this.identitySecret = wrappedSecret;
        return this;
    }

    /** Sets how many exchanges one gateway lets to it at once; null: the gateway's default. */
    public ServerRowChange maxConcurrent(@Nullable Integer value) {
        this.maxConcurrent = value;
        return this;
    }

    /** Sets which features are exposed, as JSON. */
    public ServerRowChange featurePolicy(String value) {
        this.featurePolicy = value;
        return this;
    }

    /** Sets whether API tokens are accepted. */
    public ServerRowChange apiTokens(ApiTokenMode value) {
        this.apiTokens = value;
        return this;
    }

    /** Deletes the server, keeping its row. */
    public ServerRowChange deletedAt(Instant value) {
        this.deletedAt = value;
        return this;
    }

    /** The changed copy. */
    public ServerRow build() {
        return new ServerRow(
                row.id(),
                row.accountId(),
                name,
                row.slug(),
                upstreamUrl,
                row.resource(),
                enabled,
                idpType,
                externalIdpId,
                idpGeneration,
                revocationMode,
                identityScheme,
                featurePolicy,
                identitySettings,
                identitySecret,
                maxConcurrent,
                apiTokens,
                row.createdAt(),
                deletedAt,
                row.version());
    }
}
