package dev.gatehouse.authserver.client;

import dev.gatehouse.db.housekeeping.Housekeeping;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Deletes what everybody has forgotten, on one node at a time. */
@Component
final class ClientHousekeeping {

    private static final Logger log = LoggerFactory.getLogger(ClientHousekeeping.class);

    private final Housekeeping housekeeping;

    ClientHousekeeping(Housekeeping housekeeping) {
        this.housekeeping = housekeeping;
    }

    @Scheduled(fixedDelayString = "PT10M", initialDelayString = "PT10M")
    void run() {
        try {
            if (housekeeping.begin()) {
                int authorizations = housekeeping.purgeAuthorizations();
                int clients = housekeeping.expireClients() + housekeeping.boundClients(Registrations.MAX_UNUSED);
                log.info(
                        "deleted {} authorizations that are over, {} clients that nobody uses",
                        authorizations,
                        clients);
            }
        } catch (DataAccessException | TransactionException e) {
            log.warn("cannot do the housekeeping now: {}", e.getMessage());
        }
    }
}
