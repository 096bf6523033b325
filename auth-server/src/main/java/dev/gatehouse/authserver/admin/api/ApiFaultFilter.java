package dev.gatehouse.authserver.admin.api;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * The outermost filter of the Admin API. What fails further in, before or beside the controllers (the firewall, the
 * container, a bug), leaves as a problem document and never as a page.
 */
final class ApiFaultFilter extends OncePerRequestFilter {

    private static final Logger log = LoggerFactory.getLogger(ApiFaultFilter.class);

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            chain.doFilter(request, new NoErrorPages(response));
        } catch (RuntimeException | ServletException e) {
            log.error("an admin call failed", e);
            if (response.isCommitted()) {
                throw e; // breaks the connection off
            }
            ProblemWriter.write(response, of(HttpStatus.INTERNAL_SERVER_ERROR));
        }
    }

    static Problem of(HttpStatus status) {
        return Problem.of(status, status.name(), null);
    }

    /** Answers at once instead of asking the container for its error page. */
    private static final class NoErrorPages extends HttpServletResponseWrapper {

        NoErrorPages(HttpServletResponse response) {
            super(response);
        }

        @Override
        public void sendError(int status) throws IOException {
            sendError(status, null);
        }

        @Override
        public void sendError(int status, @Nullable String message) throws IOException {
            HttpStatus known = HttpStatus.resolve(status);
            ProblemWriter.write(
                    (HttpServletResponse) getResponse(), of(known == null ? HttpStatus.INTERNAL_SERVER_ERROR : known));
        }

        @Override
        public void sendRedirect(String location) throws IOException {
            sendError(HttpStatus.NOT_FOUND.value());
        }
    }
}
