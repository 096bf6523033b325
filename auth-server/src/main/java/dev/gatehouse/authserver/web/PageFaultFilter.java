package dev.gatehouse.authserver.web;

import dev.gatehouse.authserver.page.PageMessage;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.web.filter.OncePerRequestFilter;

/** Answers a fault of the database that nothing inside has answered, such as one of the session's, with 503. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class PageFaultFilter extends OncePerRequestFilter {

    private static final Logger log = LoggerFactory.getLogger(PageFaultFilter.class);

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            chain.doFilter(request, response);
        } catch (ServletException | RuntimeException e) {
            if (!ofTheDatabase(e) || response.isCommitted()) {
                throw e;
            }
            log.error("the database failed a request to {}", request.getRequestURI(), e);
            response.reset();
            PageMessage.busy(request, response, "The server cannot reach its database. Try again in a few seconds.");
        }
    }

    private static boolean ofTheDatabase(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DataAccessException || cause instanceof TransactionException) {
                return true;
            }
        }
        return false;
    }
}
