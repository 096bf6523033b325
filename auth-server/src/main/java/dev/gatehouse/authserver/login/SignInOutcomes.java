package dev.gatehouse.authserver.login;

import dev.gatehouse.authserver.http.Outcome;
import dev.gatehouse.authserver.page.PageMessage;
import dev.gatehouse.authserver.session.BrowserSession;
import dev.gatehouse.authserver.settings.Settings;
import dev.gatehouse.db.Column;
import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.account.PersonRepository;
import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.audit.AuditEvent;
import dev.gatehouse.db.audit.AuditLog;
import dev.gatehouse.db.password.PasswordRow;
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
    private final KnownDevices devices;
    private final AuditLog audit;
    private final Transactions transactions;
    private final Settings settings;
    private final Clock clock;

    SignInOutcomes(
            PersonRepository people,
            PersonDetailsService details,
            KnownDevices devices,
            AuditLog audit,
            Transactions transactions,
            Settings settings,
            Clock clock) {
        this.people = people;
        this.details = details;
        this.devices = devices;
        this.audit = audit;
        this.transactions = transactions;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public void onAuthenticationSuccess(
            HttpServletRequest request, HttpServletResponse response, Authentication authentication)
            throws IOException {
        Outcome.note("SIGNED_IN");
        SignedIn person = (SignedIn) Objects.requireNonNull(authentication.getPrincipal());
        request.getSession().setMaxInactiveInterval(SESSION_SECONDS);
        BrowserSession.renewCsrfToken(request, response);
        BrowserSession.forgetAccount(request.getSession());
        BrowserSession.signedInFor(request.getSession(), id(request));
        devices.remember(request, response, person.email());
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
            if (!(exception instanceof PasswordsBusy)) {
                log.error("sign-in is not possible now", exception);
            }
            PageMessage.busy(request, response, "Nobody can sign in at this moment. Try again in a few seconds.");
            return;
        }
        if (exception instanceof SignInThrottled throttled) {
            Outcome.note("THROTTLED");
            if (throttled.worthNoting()) {
                note(request, "THROTTLED");
            }
            PageMessage.tooMany(request, response, throttled.retryAfter(), "Too many sign-ins have failed.");
            return;
        }
        Outcome.note("BAD_CREDENTIALS");
        note(request, "BAD_CREDENTIALS");
        TriedAddress.keep(request.getSession(), request.getParameter("username"));
        response.sendRedirect(settings.issuer() + "/login?error" + continuation(request, '&'));
    }

    private void note(HttpServletRequest request, String reason) {
        String username = request.getParameter("username");
        String subject = username == null
                ? "unknown"
                : details.find(username)
                        .map(PasswordRow::userId)
                        .map(AuditEvent::user)
                        .orElse("unknown");
        transactions.run(
                () -> audit.append(AuditEvent.of(null, subject, AuditAction.SIGN_IN_REFUSED, subject, null, reason)));
    }

    private static String id(HttpServletRequest request) {
        return Objects.requireNonNullElse(request.getParameter(LoginController.CONTINUE), "");
    }

    private static String continuation(HttpServletRequest request, char separator) {
        String id = id(request);
        return id.isEmpty()
                ? ""
                : separator + LoginController.CONTINUE + "=" + URLEncoder.encode(id, StandardCharsets.UTF_8);
    }
}
