package dev.gatehouse.authserver.authorize;

import dev.gatehouse.authserver.secret.Secrets;
import jakarta.servlet.http.HttpSession;
import java.io.Serializable;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.util.WebUtils;

/**
 * The authorization requests that wait in a person's session, so that each is bound to the browser that brought it: at
 * most eight, each for ten minutes, each answered once.
 */
@Component
public final class PendingRequests {

    private static final String ATTRIBUTE = "gatehouse.pending";
    private static final int MAX = 8;
    private static final Duration TTL = Duration.ofMinutes(10);

    private final Secrets secrets;
    private final Clock clock;

    PendingRequests(Secrets secrets, Clock clock) {
        this.secrets = secrets;
        this.clock = clock;
    }

    /** Keeps a request; answers with the id under which it waits. */
    public String put(HttpSession session, RequestParameters parameters, @Nullable UUID userId) {
        String id = secrets.generate("");
        Waiting waiting = waiting(session);
        synchronized (waiting) {
            waiting.requests.put(id, new PendingRequest(parameters, userId, clock.instant(), null));
            while (waiting.requests.size() > MAX) {
                waiting.requests.remove(waiting.requests.keySet().iterator().next());
            }
        }
        return id;
    }

    /** The request that waits under this id. */
    public Optional<PendingRequest> find(HttpSession session, String id) {
        Waiting waiting = waiting(session);
        synchronized (waiting) {
            return Optional.ofNullable(waiting.requests.get(id)).filter(this::fresh);
        }
    }

    /** Notes what the person was shown. */
    public void shown(HttpSession session, String id, String what) {
        Waiting waiting = waiting(session);
        synchronized (waiting) {
            waiting.requests.computeIfPresent(
                    id,
                    (key, request) ->
                            new PendingRequest(request.parameters(), request.userId(), request.since(), what));
        }
    }

    /** Takes the request that waits under this id: of several calls, one gets it. */
    public Optional<PendingRequest> take(HttpSession session, String id) {
        Waiting waiting = waiting(session);
        synchronized (waiting) {
            return Optional.ofNullable(waiting.requests.remove(id)).filter(this::fresh);
        }
    }

    /** Takes the newest request that waits for somebody to sign in. */
    public Optional<PendingRequest> takeNewestSignIn(HttpSession session) {
        Waiting waiting = waiting(session);
        synchronized (waiting) {
            Optional<String> newest = waiting.requests.entrySet().stream()
                    .filter(entry -> entry.getValue().userId() == null)
                    .map(Map.Entry::getKey)
                    .reduce((older, newer) -> newer);
            return newest.map(waiting.requests::remove).filter(this::fresh);
        }
    }

    private boolean fresh(PendingRequest request) {
        return clock.instant().isBefore(request.since().plus(TTL));
    }

    private static Waiting waiting(HttpSession session) {
        synchronized (WebUtils.getSessionMutex(session)) {
            if (session.getAttribute(ATTRIBUTE) instanceof Waiting waiting) {
                return waiting;
            }
            Waiting waiting = new Waiting();
            session.setAttribute(ATTRIBUTE, waiting);
            return waiting;
        }
    }

    private static final class Waiting implements Serializable {
        private static final long serialVersionUID = 1L;
        private final LinkedHashMap<String, PendingRequest> requests = new LinkedHashMap<>();
    }
}
