package dev.gatehouse.authserver.client;

import dev.gatehouse.db.client.ClientRow;
import dev.gatehouse.policy.client.ClientAuthentication;
import dev.gatehouse.policy.client.RedirectUri;
import dev.gatehouse.policy.client.Registration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A client, however it came to be known.
 *
 * @param name what it calls itself; nobody has verified it unless an admin registered the client
 * @param authentications how it may authenticate; never empty
 * @param grantTypes what it may ask the token endpoint for (RFC 7591 section 2)
 * @param keys what a {@code private_key_jwt} or a secret is measured against
 * @param machine for a client that acts for itself; null for one that acts for people
 */
public record Client(
        String clientId,
        Registration registration,
        String name,
        List<RedirectUri> redirectUris,
        Set<ClientAuthentication> authentications,
        Set<String> grantTypes,
        Keys keys,
        @Nullable UUID accountId,
        @Nullable Machine machine) {

    /** Copies. */
    public Client {
        redirectUris = List.copyOf(redirectUris);
        authentications = Set.copyOf(authentications);
        grantTypes = Set.copyOf(grantTypes);
    }

    /**
     * What a client authenticates with.
     *
     * @param secretHash SHA-256 of its secret, in hex
     * @param jwks its public keys, where it gave them by value
     * @param jwksUri where its public keys are
     */
    public record Keys(
            @Nullable String secretHash,
            @Nullable String jwks,
            @Nullable String jwksUri) {

        /** A public client has nothing. */
        public static final Keys NONE = new Keys(null, null, null);

        /** Does not print the digest. */
        @Override
        public String toString() {
            return "Keys[jwksUri=" + jwksUri + "]";
        }
    }

    /**
     * A client that acts for itself (RFC 6749 section 4.4).
     *
     * @param serverId the one server that it may call
     * @param scopes the most that it gets, space-delimited
     * @param sid the {@code sid} of its access tokens
     */
    public record Machine(UUID serverId, String scopes, UUID sid) {}

    /** From a registration. */
    static Client of(ClientRow row) {
        return new Client(
                row.clientId(),
                row.registeredBy(),
                row.name(),
                row.redirectUriList().stream()
                        .map(RedirectUri::parse)
                        .flatMap(Optional::stream)
                        .toList(),
                row.authentications(),
                row.grantTypeSet(),
                new Keys(row.secretHash(), row.jwks(), row.jwksUri()),
                row.accountId(),
                machine(row));
    }

    private static @Nullable Machine machine(ClientRow row) {
        UUID serverId = row.serverId();
        String scopes = row.scopes();
        UUID sid = row.sid();
        return serverId == null || scopes == null || sid == null ? null : new Machine(serverId, scopes, sid);
    }
}
