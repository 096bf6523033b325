package dev.gatehouse.authserver.admin;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.db.authorization.AccountAuthorizations.Use;
import dev.gatehouse.db.client.ClientRow;
import dev.gatehouse.policy.client.ClientAuthentication;
import dev.gatehouse.policy.client.ClientRule.Verdict;
import dev.gatehouse.policy.client.RedirectUri;
import dev.gatehouse.policy.client.Registration;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A client, as the admins of an account see it.
 *
 * @param id its {@code client_id} in base64url: that may be a URL, and has no row then
 * @param name what it calls itself; the host of its metadata document, where no copy of that was kept
 * @param own whether the account registered it
 * @param redirectHosts where answers go: as registered, or else as it asked in this account
 * @param liveAuthorizations in this account, one an installation and server
 * @param people how many people these are of
 * @param lastUsedAt when a token was last issued to it in this account
 * @param trusted whether the account's rules say so
 * @param disabled whether the account's rules refuse it
 */
public record ClientView(
        String id,
        String clientId,
        String name,
        Registration registeredBy,
        boolean own,
        List<String> redirectHosts,
        List<String> authentication,
        @Nullable Machine machine,
        int liveAuthorizations,
        int people,
        @Nullable Instant createdAt,
        @Nullable Instant lastUsedAt,
        boolean trusted,
        boolean disabled,
        long version) {

    /** What a machine client may do. */
    public record Machine(UUID serverId, List<String> scopes) {}

    /** A client with its live authorizations in the account, latest used first. */
    public record Detailed(
            @JsonUnwrapped ClientView client, List<String> redirectUris, List<InstallationView> authorizations) {}

    /**
     * What is known of a client from several places.
     *
     * @param published what its metadata document said when it was last good
     */
    record Known(
            String clientId,
            @Nullable ClientRow row,
            @Nullable Client published,
            @Nullable Use use,
            Verdict verdict,
            List<String> redirectUris) {

        private String name() {
            if (row != null) {
                return row.name();
            }
            return published == null ? host(clientId) : published.name();
        }

        private List<String> authentication() {
            Set<ClientAuthentication> methods = Set.of();
            if (row != null) {
                methods = row.authentications();
            } else if (published != null) {
                methods = published.authentications();
            }
            return methods.stream().map(ClientAuthentication::value).sorted().toList();
        }
    }

    static ClientView of(Known known, UUID accountId) {
        ClientRow row = known.row();
        Use use = known.use();
        return new ClientView(
                ClientIds.of(known.clientId()),
                known.clientId(),
                known.name(),
                row == null ? withoutRow(known.clientId()) : row.registeredBy(),
                row != null && accountId.equals(row.accountId()),
                known.redirectUris().stream()
                        .map(RedirectUri::parse)
                        .flatMap(Optional::stream)
                        .map(RedirectUri::host)
                        .distinct()
                        .toList(),
                known.authentication(),
                row == null ? null : machine(row),
                use == null ? 0 : use.live(),
                use == null ? 0 : use.people(),
                createdAt(row, use),
                lastUsedAt(row, use, accountId),
                known.verdict() == Verdict.TRUST,
                known.verdict() == Verdict.DENY,
                row == null ? 0 : row.version());
    }

    private static @Nullable Instant createdAt(@Nullable ClientRow row, @Nullable Use use) {
        if (row != null) {
            return row.createdAt();
        }
        return use == null ? null : use.firstUsed();
    }

    /** Of a client that many accounts share, one is not told when another used it. */
    private static @Nullable Instant lastUsedAt(@Nullable ClientRow row, @Nullable Use use, UUID accountId) {
        if (use != null) {
            return use.lastUsed();
        }
        return row != null && accountId.equals(row.accountId()) ? row.lastUsedAt() : null;
    }

    private static @Nullable Machine machine(ClientRow row) {
        UUID serverId = row.serverId();
        return serverId == null
                ? null
                : new Machine(
                        serverId, List.of(Objects.requireNonNull(row.scopes()).split(" ")));
    }

    private static Registration withoutRow(String clientId) {
        return Registration.isDocument(clientId) ? Registration.METADATA_DOCUMENT : Registration.DYNAMIC;
    }

    private static String host(String clientId) {
        if (!Registration.isDocument(clientId)) {
            return clientId;
        }
        String host = URI.create(clientId).getHost();
        return host == null ? clientId : host;
    }
}
