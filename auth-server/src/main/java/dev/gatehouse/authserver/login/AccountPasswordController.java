package dev.gatehouse.authserver.login;

import dev.gatehouse.authserver.page.PageMessage;
import dev.gatehouse.authserver.settings.Settings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The page on which a person changes their password. */
@Controller
final class AccountPasswordController {

    private static final String PATH = "/account/password";

    private final PasswordChanges changes;
    private final KnownDevices devices;
    private final Settings settings;

    AccountPasswordController(PasswordChanges changes, KnownDevices devices, Settings settings) {
        this.changes = changes;
        this.devices = devices;
        this.settings = settings;
    }

    @GetMapping(PATH)
    String page(Model model) {
        model.addAttribute("person", SignedIn.current().orElseThrow());
        return "password";
    }

    @PostMapping(PATH)
    @Nullable
    String change(
            @RequestParam("current") String current,
            @RequestParam("password") String wanted,
            @RequestParam("repeated") String repeated,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model)
            throws IOException {
        SignedIn person = SignedIn.current().orElseThrow();
        model.addAttribute("person", person);
        if (!wanted.equals(repeated)) {
            return again(model, NewPassword.Problem.REPEATED_OTHERWISE.sentence());
        }
        PasswordChanges.Outcome outcome;
        try {
            outcome = changes.change(person, devices.attempt(request, person.email()), current, wanted);
        } catch (PasswordsBusy e) {
            PageMessage.passwordsBusy(request, response);
            return null;
        }
        if (outcome instanceof PasswordChanges.Outcome.Unfit unfit) {
            return again(model, unfit.problem().sentence());
        }
        if (outcome instanceof PasswordChanges.Outcome.Throttled throttled) {
            PageMessage.tooManyPasswords(request, response, throttled.retryAfter());
            return null;
        }
        if (!(outcome instanceof PasswordChanges.Outcome.Changed)) {
            return again(model, "The current password is wrong.");
        }
        goOn(person.withNewPassword(), request, response);
        response.sendRedirect(settings.issuer() + "/?passwordChanged");
        return null;
    }

    private static String again(Model model, String problem) {
        model.addAttribute("problem", problem);
        return "password";
    }

    /** This session knows the new password; every other one has ended. */
    private static void goOn(SignedIn person, HttpServletRequest request, HttpServletResponse response) {
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(
                UsernamePasswordAuthenticationToken.authenticated(person, null, person.getAuthorities()));
        SecurityContextHolder.setContext(context);
        new HttpSessionSecurityContextRepository().saveContext(context, request, response);
    }
}
