package dev.gatehouse.authserver.client;

import dev.gatehouse.authserver.limit.Limit;
import dev.gatehouse.authserver.limit.RateLimits;
import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.db.client.ClientRegistrations;
import dev.gatehouse.db.client.ClientRow;
import dev.gatehouse.db.housekeeping.Housekeeping;
import dev.gatehouse.policy.client.ClientAuthentication;
import dev.gatehouse.policy.client.Registration;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Registers clients that come by themselves.
 *
 * <p>A public client is made once for the same metadata, and shared by all who send it; so nobody gets a token to manage
 * it. A client with a secret or keys is its owner's alone: each registration makes another, with a registration access
 * token. Only what is stored anew counts against the limit of an address.
 */
@Component
final class Registrations {

    /** How many registrations that nobody used are kept. */
    static final int MAX_UNUSED = 10_000;

    private static final Logger log = LoggerFactory.getLogger(Registrations.class);
    private static final int ID_LENGTH = 34;

    private final ClientRegistrations registrations;
    private final Housekeeping housekeeping;
    private final ClientInformation information;
    private final RateLimits limits;
    private final Secrets secrets;
    private final Clock clock;

    Registrations(
            ClientRegistrations registrations,
            Housekeeping housekeeping,
            ClientInformation information,
            RateLimits limits,
            Secrets secrets,
            Clock clock) {
        this.registrations = registrations;
        this.housekeeping = housekeeping;
        this.information = information;
        this.limits = limits;
        this.secrets = secrets;
        this.clock = clock;
    }

    /**
     * Registers, or finds the same registration.
     *
     * @param place where the request comes from
     * @return the client information response (RFC 7591 section 3.2.1)
     */
    Map<String, Object> register(ClientMetadata metadata, String place) {
        if (metadata.authentication() != ClientAuthentication.NONE) {
            return registerConfidential(metadata, place);
        }
        String digest = metadata.digest();
        ClientRow row = registrations
                .again(digest)
                .orElseGet(
                        () -> add(draft(metadata).change().metadataHash(digest).build(), place));
        return information.of(row, metadata);
    }

    private Map<String, Object> registerConfidential(ClientMetadata metadata, String place) {
        Optional<String> secret =
                metadata.authentication().bySecret() ? Optional.of(secrets.generate("gcs_")) : Optional.empty();
        String token = secrets.generate("grt_");
        ClientRow row = add(
                draft(metadata)
                        .change()
                        .authentications(List.of(metadata.authentication()))
                        .keys(metadata.keys().jwks(), metadata.keys().jwksUri())
                        .secretHash(secret.map(Secrets::digest).orElse(null))
                        .registrationTokenHash(Secrets.digest(token))
                        .build(),
                place);
        return information.withCredentials(information.of(row, metadata), row, secret, token);
    }

    private ClientRow draft(ClientMetadata metadata) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        String clientId = secrets.generate("c_").substring(0, ID_LENGTH);
        return ClientRow.create(Registration.DYNAMIC, clientId, metadata.name(), now)
                .change()
                .redirectUris(metadata.redirectUriValues())
                .metadata(information.stored(metadata))
                .build();
    }

    private ClientRow add(ClientRow row, String place) {
        Optional<Duration> wait = limits.take(Limit.REGISTRATION, place);
        if (wait.isPresent()) {
            throw RegistrationRefused.tooMany(wait.get().toSeconds() + 1);
        }
        ClientRow stored = registrations.add(row);
        try {
            housekeeping.boundClients(MAX_UNUSED);
        } catch (DataAccessException e) {
            log.warn("cannot delete unused clients now: {}", e.getMessage());
        }
        return stored;
    }
}
