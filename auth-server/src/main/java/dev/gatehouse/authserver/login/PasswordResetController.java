package dev.gatehouse.authserver.login;

import dev.gatehouse.authserver.limit.Limit;
import dev.gatehouse.authserver.page.LinkPages;
import dev.gatehouse.authserver.page.PageMessage;
import dev.gatehouse.authserver.settings.Settings;
import dev.gatehouse.db.password.PasswordRow;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * The page behind a link that an admin made: whoever has the link sets the password. Looking at it uses nothing up. A link
 * that never was, was used, has expired or was replaced all look the same.
 */
@Controller
final class PasswordResetController {

    private static final String PATH = "/password-reset";
    private static final String DEAD_TITLE = "This link cannot be used";
    private static final String DEAD = "Links work once, and for an hour. Ask your admin for a new one.";

    private final PasswordChanges changes;
    private final LinkPages links;
    private final Settings settings;

    PasswordResetController(PasswordChanges changes, LinkPages links, Settings settings) {
        this.changes = changes;
        this.links = links;
        this.settings = settings;
    }

    @GetMapping(PATH)
    @Nullable
    String page(
            @RequestParam(name = "token", defaultValue = "") String token,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model)
            throws IOException {
        if (throttled(request, response)) {
            return null;
        }
        return form(token, null, request, response, model);
    }

    @PostMapping(PATH)
    @Nullable
    String reset(
            @RequestParam(name = "token", defaultValue = "") String token,
            @RequestParam("password") String wanted,
            @RequestParam("repeated") String repeated,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model)
            throws IOException {
        if (throttled(request, response)) {
            return null;
        }
        if (!wanted.equals(repeated)) {
            return form(token, NewPassword.Problem.REPEATED_OTHERWISE, request, response, model);
        }
        PasswordChanges.Outcome outcome;
        try {
            outcome = changes.reset(token, wanted);
        } catch (PasswordsBusy e) {
            PageMessage.busy(request, response, "Passwords cannot be set at this moment. Try again in a few seconds.");
            return null;
        }
        if (outcome instanceof PasswordChanges.Outcome.Unfit unfit) {
            return form(token, unfit.problem(), request, response, model);
        }
        if (outcome instanceof PasswordChanges.Outcome.Changed) {
            response.sendRedirect(settings.issuer() + "/login?passwordSet");
        } else {
            dead(request, response);
        }
        return null;
    }

    private @Nullable String form(
            String token,
            NewPassword.@Nullable Problem problem,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model)
            throws IOException {
        Optional<PasswordRow> person = changes.linked(token);
        if (person.isEmpty()) {
            dead(request, response);
            return null;
        }
        model.addAttribute("token", token);
        model.addAttribute("email", person.get().email());
        model.addAttribute("problem", problem == null ? null : problem.sentence());
        return "password-reset";
    }

    private void dead(HttpServletRequest request, HttpServletResponse response) throws IOException {
        links.dead(request, response, DEAD_TITLE, DEAD);
    }

    private boolean throttled(HttpServletRequest request, HttpServletResponse response) throws IOException {
        return links.throttled(Limit.PASSWORD_RESET, request, response);
    }
}
