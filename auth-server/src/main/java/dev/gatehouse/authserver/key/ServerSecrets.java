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
 * The credentials that gateways show to the upstreams of servers: wrapped at rest, each bound to its server, so that one
 * that is moved to another row of the database is of no use there.
 */
@Component
public final class ServerSecrets {

    private static final Logger log = LoggerFactory.getLogger(ServerSecrets.class);

    private final MasterKey masterKey;

    ServerSecrets(MasterKey masterKey) {
        this.masterKey = masterKey;
    }

    /**
     * The secret wrapped.
     *
     * @param current the wrapped secret that there is; it is kept when the secret is the same
     */
    public String wrap(UUID serverId, String secret, @Nullable String current) {
        boolean same = unwrap(serverId, current)
                .filter(known -> Secrets.same(known, secret))
                .isPresent();
        return same && current != null
                ? current
                : masterKey.wrap(name(serverId), secret.getBytes(StandardCharsets.UTF_8));
    }

    /** The secret in the clear; empty when there is none, or none that can be unwrapped. */
    public Optional<String> unwrap(UUID serverId, @Nullable String wrapped) {
        if (wrapped == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new String(masterKey.unwrap(name(serverId), wrapped), StandardCharsets.UTF_8));
        } catch (RuntimeException e) {
            // one row that was tampered with must not take the feed of all servers away
            log.error("the credential of server {} cannot be unwrapped; it counts as not set", serverId);
            return Optional.empty();
        }
    }

    private static String name(UUID serverId) {
        return "IDENTITY " + serverId;
    }
}
