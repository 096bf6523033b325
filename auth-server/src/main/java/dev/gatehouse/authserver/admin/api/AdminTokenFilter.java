package dev.gatehouse.authserver.admin.api;

import dev.gatehouse.authserver.admin.Actors;
import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.db.apitoken.ApiTokenRepository;
import dev.gatehouse.db.apitoken.ApiTokenRow;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.admin.AdminActor;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.transaction.TransactionException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Knows the caller by their admin API token (RFC 6750 section 2.1). The token selects the account and acts as its user,
 * with the role that the user has now; a token for an MCP server opens nothing here.
 */
final class AdminTokenFilter extends OncePerRequestFilter {

    private static final Logger log = LoggerFactory.getLogger(AdminTokenFilter.class);
    private static final Pattern BEARER = Pattern.compile("(?i:bearer) +([A-Za-z0-9._~+/-]{1,512}=*) *");

    private final ApiTokenRepository tokens;
    private final Actors actors;

    AdminTokenFilter(ApiTokenRepository tokens, Actors actors) {
        this.tokens = tokens;
        this.actors = actors;
    }

    /** The document is for everybody: no token is looked at. */
    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return request.getRequestURI().equals(request.getContextPath() + OpenApiController.PATH);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<AdminActor> actor;
        try {
            actor = actor(request);
        } catch (DataAccessException | TransactionException e) {
            log.error("the database did not answer", e);
            ProblemWriter.write(response, ApiExceptionResolver.UNAVAILABLE);
            return;
        }
        if (actor.isPresent()) {
            SecurityContext context = SecurityContextHolder.createEmptyContext();
            context.setAuthentication(new AdminAuthentication(actor.get()));
            SecurityContextHolder.setContext(context);
        }
        try {
            chain.doFilter(request, response);
        } finally {
            SecurityContextHolder.clearContext();
        }
    }

    static void unauthenticated(HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean tokenCame = request.getHeader(HttpHeaders.AUTHORIZATION) != null;
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, tokenCame ? "Bearer error=\"invalid_token\"" : "Bearer");
        ProblemWriter.write(
                response,
                Problem.of(HttpStatus.UNAUTHORIZED, "UNAUTHENTICATED", "a live admin API token is needed as a bearer"));
    }

    private Optional<AdminActor> actor(HttpServletRequest request) {
        List<String> headers = Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION));
        if (headers.size() != 1) {
            return Optional.empty();
        }
        Matcher bearer = BEARER.matcher(headers.get(0));
        if (!bearer.matches()) {
            return Optional.empty();
        }
        Optional<ApiTokenRow> token =
                tokens.findLive(Secrets.digest(bearer.group(1))).filter(row -> row.serverId() == null);
        Optional<AdminActor> actor = token.flatMap(row -> actors.find(row.accountId(), row.userId()))
                .filter(member -> member.status() == MembershipStatus.ACTIVE);
        if (actor.isPresent()) {
            token.ifPresent(tokens::touch);
        }
        return actor;
    }
}
