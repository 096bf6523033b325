package dev.gatehouse.authserver.oauth;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Answers a fault of the database on a machine endpoint with {@code temporarily_unavailable}. It must never look like
 * {@code invalid_grant}: a client would throw a good refresh token away.
 */
public final class UnavailableFilter extends OncePerRequestFilter {

    private static final Logger log = LoggerFactory.getLogger(UnavailableFilter.class);

    private final ErrorResponses errors;

    /** Answers with {@code errors}. */
    public UnavailableFilter(ErrorResponses errors) {
        this.errors = errors;
    }

    /** People see a page: {@code PageFaultFilter} answers. */
    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return request.getRequestURI().equals("/oauth2/authorize");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            chain.doFilter(request, response);
        } catch (ServletException | RuntimeException e) {
            if (!isDatabaseFault(e) || response.isCommitted()) {
                throw e;
            }
            log.error("the database failed a request to {}", request.getRequestURI(), e);
            response.reset();
            errors.write(response, ErrorCode.TEMPORARILY_UNAVAILABLE, "try again later");
        }
    }

    private static boolean isDatabaseFault(@Nullable Throwable e) {
        return e instanceof DataAccessException
                || e instanceof TransactionException
                || (e instanceof ServletException && isDatabaseFault(e.getCause()));
    }
}
