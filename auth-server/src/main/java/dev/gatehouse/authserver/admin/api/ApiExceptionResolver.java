package dev.gatehouse.authserver.admin.api;

import dev.gatehouse.authserver.admin.AdminAudit;
import dev.gatehouse.authserver.admin.AdminRefusal;
import dev.gatehouse.authserver.admin.InvalidValue;
import dev.gatehouse.policy.admin.AdminReason;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.TransactionException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/** Answers everything that goes wrong under {@code /api} with a problem document, and audits refusals. */
final class ApiExceptionResolver implements HandlerExceptionResolver {

    static final Problem UNAVAILABLE = Problem.of(HttpStatus.SERVICE_UNAVAILABLE, "UNAVAILABLE", null);

    private static final Logger log = LoggerFactory.getLogger(ApiExceptionResolver.class);

    private final AdminAudit audit;

    ApiExceptionResolver(AdminAudit audit) {
        this.audit = audit;
    }

    @Override
    public @Nullable ModelAndView resolveException(
            HttpServletRequest request, HttpServletResponse response, @Nullable Object handler, Exception failure) {
        if (!request.getRequestURI().startsWith(request.getContextPath() + "/api/")) {
            return null;
        }
        if (response.isCommitted()) {
            return null; // half an answer is out: the connection breaks off, so that nobody takes it for whole
        }
        if (failure instanceof HttpRequestMethodNotSupportedException method && method.getSupportedMethods() != null) {
            response.setHeader(HttpHeaders.ALLOW, String.join(", ", method.getSupportedMethods()));
        }
        try {
            ProblemWriter.write(response, problem(request, failure));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ModelAndView();
    }

    private Problem problem(HttpServletRequest request, Exception failure) {
        if (failure instanceof ApiFault fault) {
            return fault.problem();
        }
        if (failure instanceof InvalidValue invalid) {
            return Problem.of(HttpStatus.UNPROCESSABLE_CONTENT, "INVALID_VALUE", invalid.getMessage());
        }
        if (failure instanceof AdminRefusal refusal) {
            return refused(request, refusal.reason());
        }
        if (failure instanceof OptimisticLockingFailureException) {
            return refused(request, AdminReason.STALE_VERSION);
        }
        if (failure instanceof DataAccessException || failure instanceof TransactionException) {
            log.error("the database did not answer", failure);
            return UNAVAILABLE;
        }
        if (failure instanceof ErrorResponse protocol) {
            return protocol(HttpStatus.valueOf(protocol.getStatusCode().value()));
        }
        log.error("an admin call failed", failure);
        return ApiFaultFilter.of(HttpStatus.INTERNAL_SERVER_ERROR);
    }

    /** The audit row is part of the refusal: without it the answer is that nothing can be answered. */
    private Problem refused(HttpServletRequest request, AdminReason reason) {
        HttpStatus status = RefusalStatus.of(reason);
        if (status != HttpStatus.UNAUTHORIZED) {
            try {
                String call = request.getMethod() + " " + request.getRequestURI();
                audit.refused(ActorArgumentResolver.actor(), call, PathIds.server(request), reason);
            } catch (DataAccessException | TransactionException e) {
                log.error("a refusal could not be audited", e);
                return UNAVAILABLE;
            }
        }
        return Problem.of(status, reason.name(), RefusalStatus.detail(reason));
    }

    private static Problem protocol(HttpStatus status) {
        return status.is5xxServerError()
                ? ApiFaultFilter.of(HttpStatus.INTERNAL_SERVER_ERROR)
                : Problem.of(status, status.name(), null);
    }
}
