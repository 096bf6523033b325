package dev.gatehouse.authserver.authorize;

import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.session.BrowserSession;
import dev.gatehouse.db.pending.PendingRequestRepository;
import dev.gatehouse.db.pending.PendingRow;
import jakarta.servlet.http.HttpSession;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * The authorization requests that wait for a person, each bound to the browser that brought it: at most eight a browser,
 * each for ten minutes, each answered once, whatever node is asked.
 */
@Component
public final class PendingRequests {

    private static final Logger log = LoggerFactory.getLogger(PendingRequests.class);
    private static final int MAX = 8;

    private final PendingRequestRepository waiting;
    private final Secrets secrets;

    PendingRequests(PendingRequestRepository waiting, Secrets secrets) {
        this.waiting = waiting;
        this.secrets = secrets;
    }

    /** Keeps a request; answers with the id under which it waits. */
    public String put(HttpSession session, RequestParameters parameters, @Nullable UUID userId) {
        String id = secrets.generate("");
        waiting.put(
                Secrets.digest(id),
                BrowserSession.browser(session),
                new PendingRow(userId, parameters.encoded(), null),
                MAX);
        return id;
    }

    /** The request that waits under this id. */
    public Optional<PendingRequest> find(HttpSession session, String id) {
        return waiting.find(Secrets.digest(id), BrowserSession.browser(session)).map(PendingRequests::request);
    }

    /** Notes what the person was shown. */
    public void shown(HttpSession session, String id, String what) {
        waiting.shown(Secrets.digest(id), BrowserSession.browser(session), what);
    }

    /** Takes the request that waits under this id: of several calls, one gets it. */
    public Optional<PendingRequest> take(HttpSession session, String id) {
        return waiting.take(Secrets.digest(id), BrowserSession.browser(session)).map(PendingRequests::request);
    }

    /** Takes the newest request that waits for somebody to sign in. */
    public Optional<PendingRequest> takeNewestSignIn(HttpSession session) {
        return waiting.takeNewestSignIn(BrowserSession.browser(session)).map(PendingRequests::request);
    }

    @Scheduled(fixedDelayString = "PT10M", initialDelayString = "PT10M")
    void purge() {
        try {
            waiting.purge();
        } catch (DataAccessException e) {
            log.warn("cannot purge waiting requests now: {}", e.getMessage());
        }
    }

    private static PendingRequest request(PendingRow row) {
        return new PendingRequest(RequestParameters.decoded(row.parameters()), row.userId(), row.shown());
    }
}
