package dev.gatehouse.authserver.account;

import dev.gatehouse.authserver.account.SessionAccounts.Standing;
import dev.gatehouse.authserver.admin.Actors;
import dev.gatehouse.authserver.admin.AdminAudit;
import dev.gatehouse.authserver.admin.AdminChecks;
import dev.gatehouse.authserver.admin.AdminRefusal;
import dev.gatehouse.authserver.admin.ApiTokens;
import dev.gatehouse.authserver.admin.InvalidValue;
import dev.gatehouse.authserver.admin.NewApiToken;
import dev.gatehouse.authserver.login.PasswordAgain;
import dev.gatehouse.authserver.login.SignedIn;
import dev.gatehouse.authserver.page.PageMessage;
import dev.gatehouse.authserver.settings.Settings;
import dev.gatehouse.db.account.PersonAccounts.PersonAccount;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.admin.AdminReason;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * The page on which a person who manages tokens makes an admin API token for themselves, in the account of the session. Their
 * password is asked for again: a session left open makes no credential that outlives it.
 */
@Controller
final class ApiTokenPageController {

    private static final String PATH = "/account/api-token";
    private static final String ROUTE = "POST " + PATH;
    private static final int LONGEST = 90;
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final Pattern DAYS = Pattern.compile("[1-9][0-9]?");

    private final SessionAccounts accounts;
    private final ApiTokens tokens;
    private final PasswordAgain passwords;
    private final Actors actors;
    private final AdminAudit audit;
    private final Settings settings;

    ApiTokenPageController(
            SessionAccounts accounts,
            ApiTokens tokens,
            PasswordAgain passwords,
            Actors actors,
            AdminAudit audit,
            Settings settings) {
        this.accounts = accounts;
        this.tokens = tokens;
        this.passwords = passwords;
        this.actors = actors;
        this.audit = audit;
        this.settings = settings;
    }

    /**
     * What was typed.
     *
     * @param current the person's password
     * @param account the id of the account that the page was about
     */
    record Form(String name, String days, String current, String account) {

        Form {
            name = Objects.requireNonNullElse(name, "");
            days = Objects.requireNonNullElse(days, "");
            current = Objects.requireNonNullElse(current, "");
            account = Objects.requireNonNullElse(account, "");
        }

        private Optional<String> problem(PersonAccount now) {
            if (!now.id().toString().equals(account)) {
                return Optional.of("You have switched to another account meanwhile.");
            }
            return DAYS.matcher(days).matches() && Integer.parseInt(days) <= LONGEST
                    ? Optional.empty()
                    : Optional.of("The number of days must be from 1 to " + LONGEST + ".");
        }

        /** Does not print the password. */
        @Override
        public String toString() {
            return "Form[" + name + "]";
        }
    }

    @GetMapping(PATH)
    @Nullable
    String page(HttpServletRequest request, HttpServletResponse response, Model model) throws IOException {
        PersonAccount account = account(request, response);
        if (account == null) {
            return null;
        }
        try {
            AdminChecks.requireAttempt(actor(account), AdminAction.TOKEN_CREATE);
        } catch (AdminRefusal refused) {
            return forbidden(account, request, response);
        }
        return form(model, account, new Form("", Integer.toString(LONGEST), "", ""), null);
    }

    @PostMapping(PATH)
    @Nullable
    String create(@ModelAttribute Form form, HttpServletRequest request, HttpServletResponse response, Model model)
            throws IOException {
        PersonAccount account = account(request, response);
        if (account == null) {
            return null;
        }
        AdminActor actor = actor(account);
        try {
            AdminChecks.requireAttempt(actor, AdminAction.TOKEN_CREATE);
            Optional<String> problem = form.problem(account);
            if (problem.isPresent()) {
                return form(model, account, form, problem.get());
            }
            PasswordAgain.Outcome proof = passwords.check(SignedIn.current().orElseThrow(), request, form.current());
            if (!(proof instanceof PasswordAgain.Outcome.Right)) {
                return unproved(proof, again(model, account, form), request, response);
            }
            Duration lifetime = Duration.ofDays(Integer.parseInt(form.days()));
            NewApiToken wanted = new NewApiToken(form.name(), null, new NewApiToken.Expiry.After(lifetime));
            return made(model, account, tokens.create(actor, wanted));
        } catch (InvalidValue e) {
            return form(model, account, form, "The name must have 1 to 200 characters that print.");
        } catch (AdminRefusal refused) {
            audit.refused(actor, ROUTE, null, refused.reason());
            return refused.reason() == AdminReason.TOKEN_LIMIT
                    ? form(model, account, form, "You have too many tokens: revoke one by the Admin API first.")
                    : forbidden(account, request, response);
        }
    }

    /** The account of the session; null when the person was sent to choose one. */
    private @Nullable PersonAccount account(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Standing standing = accounts.of(SignedIn.current().orElseThrow(), request.getSession());
        if (standing.current().isEmpty()) {
            response.sendRedirect(settings.issuer() + "/account/choose");
        }
        return standing.current().orElse(null);
    }

    private AdminActor actor(PersonAccount account) {
        return actors.find(account.id(), account.member().userId()).orElseThrow();
    }

    private static @Nullable String unproved(
            PasswordAgain.Outcome proof, String again, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        return PasswordAgain.unseen(proof, request, response) ? null : again;
    }

    private static @Nullable String forbidden(
            PersonAccount account, HttpServletRequest request, HttpServletResponse response) throws IOException {
        request.setAttribute(PageMessage.TITLE, "Your role does not allow that");
        PageMessage.send(
                request, response, HttpStatus.FORBIDDEN, "API tokens of " + account.name() + " are not yours to make.");
        return null;
    }

    private static String form(Model model, PersonAccount account, Form form, @Nullable String problem) {
        model.addAttribute("person", SignedIn.current().orElseThrow());
        model.addAttribute("account", account);
        model.addAttribute("name", form.name());
        model.addAttribute("days", form.days());
        model.addAttribute("problem", problem);
        model.addAttribute("wrongPassword", false);
        return "api-token";
    }

    private static String again(Model model, PersonAccount account, Form form) {
        String page = form(model, account, form, "The password is wrong.");
        model.addAttribute("wrongPassword", true);
        return page;
    }

    private String made(Model model, PersonAccount account, ApiTokens.Created created) {
        model.addAttribute("account", account);
        model.addAttribute("made", created.token());
        model.addAttribute("value", created.value());
        model.addAttribute("until", DAY.format(created.token().expiresAt()));
        model.addAttribute("api", settings.issuer() + "/api/v1");
        return "api-token";
    }
}
