package dev.gatehouse.authserver.login;

import dev.gatehouse.authserver.settings.Settings;
import dev.gatehouse.db.Column;
import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.account.PersonRepository;
import dev.gatehouse.db.account.PersonRow;
import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.audit.AuditEvent;
import dev.gatehouse.db.audit.AuditLog;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.stereotype.Component;

/** What follows a sign-in: the audit log, and where the person goes next. */
@Component
public final class SignInOutcomes implements AuthenticationSuccessHandler, AuthenticationFailureHandler {

    private static final Logger log = LoggerFactory.getLogger(SignInOutcomes.class);

    /** How long a person who is signed in may be idle. */
    private static final int SESSION_SECONDS = 8 * 60 * 60;

    private final PersonRepository people;
    private final PersonDetailsService details;
    private final AuditLog audit;
    private final Transactions transactions;
    private final Settings settings;
    private final Clock clock;

    SignInOutcomes(
            PersonRepository people,
            PersonDetailsService details,
            AuditLog audit,
            Transactions transactions,
            Settings settings,
            Clock clock) {
        this.people = people;
        this.details = details;
        this.audit = audit;
        this.transactions = transactions;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public void onAuthenticationSuccess(
            HttpServletRequest request, HttpServletResponse response, Authentication authentication)
            throws IOException {
        request.getSession().setMaxInactiveInterval(SESSION_SECONDS);
        SignedIn person = (SignedIn) Objects.requireNonNull(authentication.getPrincipal());
        transactions.run(() -> {
            people.signedIn(person.userId(), Column.of(clock.instant()));
            String user = AuditEvent.user(person.userId());
            audit.append(AuditEvent.of(null, user, AuditAction.SIGNED_IN, user, null, null));
        });
        response.sendRedirect(settings.issuer() + "/login/continue" + continuation(request, '?'));
    }

    @Override
    public void onAuthenticationFailure(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException exception)
            throws IOException {
        if (exception instanceof AuthenticationServiceException) {
            log.error("sign-in is not possible now", exception);
            response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            return;
        }
        String username = request.getParameter("username");
        String subject = username == null
                ? "unknown"
                : details.find(username)
                        .map(PersonRow::id)
                        .map(AuditEvent::user)
                        .orElse("unknown");
        transactions.run(() -> audit.append(
                AuditEvent.of(null, subject, AuditAction.SIGN_IN_REFUSED, subject, null, "BAD_CREDENTIALS")));
        response.sendRedirect(settings.issuer() + "/login?error" + continuation(request, '&'));
    }

    private static String continuation(HttpServletRequest request, char separator) {
        String id = request.getParameter(LoginController.CONTINUE);
        return id == null || id.isEmpty()
                ? ""
                : separator + LoginController.CONTINUE + "=" + URLEncoder.encode(id, StandardCharsets.UTF_8);
    }
}
