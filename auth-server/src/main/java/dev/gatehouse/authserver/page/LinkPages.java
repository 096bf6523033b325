package dev.gatehouse.authserver.page;

import dev.gatehouse.authserver.limit.ClientAddress;
import dev.gatehouse.authserver.limit.Limit;
import dev.gatehouse.authserver.limit.RateLimits;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * What the pages behind secret links have in common: from one address only so many links are tried, and links that are dead
 * look the same whatever they died of.
 */
@Component
public final class LinkPages {

    private final RateLimits limits;

    LinkPages(RateLimits limits) {
        this.limits = limits;
    }

    /** Whether too many links were tried from there. If so, the answer says it, and when to come back. */
    public boolean throttled(Limit limit, HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<Duration> wait = limits.take(limit, ClientAddress.of(request));
        if (wait.isPresent()) {
            PageMessage.tooMany(request, response, wait.get(), "Too many links were tried.");
        }
        return wait.isPresent();
    }

    /** Says that a link cannot be used, under this title, and what to do about it. */
    public void dead(HttpServletRequest request, HttpServletResponse response, String title, String advice)
            throws IOException {
        request.setAttribute(PageMessage.TITLE, title);
        PageMessage.send(request, response, HttpStatus.BAD_REQUEST, advice);
    }
}
