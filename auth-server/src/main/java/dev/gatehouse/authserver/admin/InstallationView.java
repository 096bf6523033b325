package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.authorization.AccountAuthorizations;
import dev.gatehouse.db.authorization.AccountAuthorizations.Installation;
import dev.gatehouse.policy.client.RedirectUri;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An authorization: one installation of a client, signed in by one person for one server.
 *
 * @param client the id of the client in this API
 * @param lastUsedAt when it last got a token
 * @param expiresAt when it ends if it is not used
 * @param endedAt when it was ended before its time, and {@code endReason} why
 */
public record InstallationView(
        UUID id,
        String client,
        String clientId,
        AccountAuthorizations.Who user,
        AccountAuthorizations.Where server,
        String redirectHost,
        String redirectUri,
        List<String> scopes,
        Instant createdAt,
        Instant lastUsedAt,
        Instant expiresAt,
        @Nullable Instant endedAt,
        @Nullable String endReason) {

    static InstallationView of(Installation row) {
        return new InstallationView(
                row.id(),
                ClientIds.of(row.clientId()),
                row.clientId(),
                row.user(),
                row.server(),
                RedirectUri.parse(row.redirectUri()).map(RedirectUri::host).orElse(""),
                row.redirectUri(),
                List.of(row.scopes().toString().split(" ")),
                row.createdAt(),
                row.lastUsedAt(),
                row.expiresAt(),
                row.revokedAt(),
                row.revokedReason());
    }
}
