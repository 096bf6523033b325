package dev.gatehouse.authserver.key;

import dev.gatehouse.authserver.secret.Secrets;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Secrets of others that must be shown again in the clear: wrapped at rest, each bound to its owner, so that one that is moved
 * to another row of the database is of no use there.
 */
@Component
public final class WrappedSecrets {

    private static final Logger log = LoggerFactory.getLogger(WrappedSecrets.class);

    private final MasterKey masterKey;

    WrappedSecrets(MasterKey masterKey) {
        this.masterKey = masterKey;
    }

    /**
     * Whose secret it is.
     *
     * @param name under which it is wrapped: another one, and it cannot be unwrapped
     */
    public record Owner(String name) {

        /** A server: the credential that gateways show to its upstream. */
        public static Owner server(UUID serverId) {
            return new Owner("IDENTITY " + serverId);
        }

        /** An external identity provider: the secret of our client there. */
        public static Owner provider(UUID providerId) {
            return new Owner("identity-provider:" + providerId + ":client-secret");
        }
    }

    /**
     * The secret wrapped.
     *
     * @param current the wrapped secret that there is; it is kept when the secret is the same
     */
    public String wrap(Owner owner, String secret, @Nullable String current) {
        boolean same = unwrap(owner, current)
                .filter(known -> Secrets.same(known, secret))
                .isPresent();
        return same && current != null
                ? current
                : masterKey.wrap(owner.name(), secret.getBytes(StandardCharsets.UTF_8));
    }

    /** The secret in the clear; empty when there is none, or none that can be unwrapped. */
    public Optional<String> unwrap(Owner owner, @Nullable String wrapped) {
        if (wrapped == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new String(masterKey.unwrap(owner.name(), wrapped), StandardCharsets.UTF_8));
        } catch (RuntimeException e) {
            // one row that was tampered with must not take the feed of all servers away
            log.error("the secret `{}` cannot be unwrapped; it counts as not set", owner.name());
            return Optional.empty();
        }
    }
}
