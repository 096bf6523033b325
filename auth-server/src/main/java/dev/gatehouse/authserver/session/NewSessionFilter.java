package dev.gatehouse.authserver.session;

import dev.gatehouse.authserver.limit.ClientAddress;
import dev.gatehouse.authserver.limit.Limit;
import dev.gatehouse.authserver.limit.RateLimits;
import dev.gatehouse.authserver.page.PageMessage;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Sessions begin only as often as one address may begin them, because each is a row in the database, and are short until
 * somebody signs in.
 */
final class NewSessionFilter extends OncePerRequestFilter {

    private static final int UNTIL_SIGN_IN_SECONDS = 15 * 60;

    private final RateLimits limits;

    NewSessionFilter(RateLimits limits) {
        this.limits = limits;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            chain.doFilter(new Sessions(request, response), response);
        } catch (ServletException | RuntimeException e) {
            Duration wait = refused(e);
            if (wait == null || response.isCommitted()) {
                throw e;
            }
            response.reset();
            PageMessage.tooMany(request, response, wait, "Too many sign-ins were begun from your network.");
        }
    }

    private static @Nullable Duration refused(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof TooManySessions tooMany) {
                return tooMany.wait;
            }
        }
        return null;
    }

    private final class Sessions extends HttpServletRequestWrapper {

        private final HttpServletResponse response;
        private boolean counted;

        Sessions(HttpServletRequest request, HttpServletResponse response) {
            super(request);
            this.response = response;
        }

        @Override
        public HttpSession getSession() {
            return java.util.Objects.requireNonNull(getSession(true));
        }

        @Override
        public @Nullable HttpSession getSession(boolean create) {
            HttpSession session = super.getSession(false);
            if (session != null) {
                counted = true;
                return session;
            }
            return create ? begin() : null;
        }

        private HttpSession begin() {
            if (!counted) {
                Optional<Duration> wait = limits.take(Limit.SESSION, ClientAddress.of(this));
                if (wait.isPresent()) {
                    throw new TooManySessions(wait.get());
                }
                counted = true;
            }
            HttpSession session = super.getSession(true);
            session.setMaxInactiveInterval(UNTIL_SIGN_IN_SECONDS);
            BrowserSession.browser(session);
            BrowserSession.renewCsrfToken(this, response);
            return session;
        }
    }

    private static final class TooManySessions extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient Duration wait;

        TooManySessions(Duration wait) {
            super("too many new sessions", null, false, false);
            this.wait = wait;
        }
    }
}
