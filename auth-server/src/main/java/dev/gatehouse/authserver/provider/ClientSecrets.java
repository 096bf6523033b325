package dev.gatehouse.authserver.provider;

import dev.gatehouse.authserver.key.MasterKey;
import dev.gatehouse.db.server.ExternalIdpRow;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The secrets of our clients at external identity providers, at rest under the master key and bound to their row. */
@Component
public final class ClientSecrets {

    private static final Logger log = LoggerFactory.getLogger(ClientSecrets.class);

    private final MasterKey masterKey;

    ClientSecrets(MasterKey masterKey) {
        this.masterKey = masterKey;
    }

    /** As it is stored. */
    public String wrap(UUID providerId, String secret) {
        return masterKey.wrap(name(providerId), secret.getBytes(StandardCharsets.UTF_8));
    }

    /** As it was entered; empty when there is none, or none that this installation has stored. */
    public Optional<String> of(ExternalIdpRow provider) {
        String wrapped = provider.clientSecret();
        if (wrapped == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new String(masterKey.unwrap(name(provider.id()), wrapped), StandardCharsets.UTF_8));
        } catch (RuntimeException e) {
            // one row that was tampered with must not take the feed from all others
            log.error("the client secret of identity provider {} cannot be unwrapped", provider.id());
            return Optional.empty();
        }
    }

    private static String name(UUID providerId) {
        return "identity-provider:" + providerId + ":client-secret";
    }
}
