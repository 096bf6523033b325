package dev.gatehouse.authserver.login;

import dev.gatehouse.authserver.limit.Limit;
import dev.gatehouse.authserver.login.SetUps.Outcome;
import dev.gatehouse.authserver.page.LinkPages;
import dev.gatehouse.authserver.page.PageMessage;
import dev.gatehouse.authserver.session.BrowserSession;
import dev.gatehouse.authserver.settings.Settings;
import dev.gatehouse.authserver.setup.SetUpLinks;
import dev.gatehouse.db.password.PasswordRow;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * The page behind a set-up link: whoever has the link makes an account, and owns it. Looking at the page uses nothing up. A
 * link that never was, was used or has expired all look the same.
 */
@Controller
final class SetUpController {

    private static final String DEAD_TITLE = "This link cannot be used";
    private static final String DEAD =
            "Set-up links work once, and for a week. Ask whoever runs this installation for a new one.";

    private final SetUps setUps;
    private final PasswordAgain passwords;
    private final LinkPages links;
    private final Settings settings;

    SetUpController(SetUps setUps, PasswordAgain passwords, LinkPages links, Settings settings) {
        this.setUps = setUps;
        this.passwords = passwords;
        this.links = links;
        this.settings = settings;
    }

    /**
     * What was typed.
     *
     * @param as the id of the person for whom the page was made, when somebody was signed in
     * @param own the password of somebody who is known here already
     */
    record Form(
            @Nullable String token,
            @Nullable String account,
            @Nullable String email,
            @Nullable String name,
            @Nullable String password,
            @Nullable String repeated,
            @Nullable String as,
            @Nullable String own) {

        SetUps.Wanted wanted() {
            return new SetUps.Wanted(
                    text(token), text(account), text(email), text(name), text(password), text(repeated));
        }

        private static String text(@Nullable String typed) {
            return typed == null ? "" : typed;
        }

        /** Does not print secrets. */
        @Override
        public String toString() {
            return "Form[" + account + "]";
        }
    }

    @GetMapping(SetUpLinks.PATH)
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
        if (!setUps.alive(token)) {
            return dead(request, response);
        }
        return form(model, new SetUps.Wanted(token, "", "", "", "", ""), null);
    }

    @PostMapping(SetUpLinks.PATH)
    @Nullable
    String setUp(@ModelAttribute Form form, HttpServletRequest request, HttpServletResponse response, Model model)
            throws IOException {
        if (throttled(request, response)) {
            return null;
        }
        SetUps.Wanted wanted = form.wanted();
        if (!setUps.alive(wanted.token())) {
            return dead(request, response);
        }
        Optional<SignedIn> person = SignedIn.current();
        if (form.as() != null || person.isPresent()) {
            return person.filter(same -> same.userId().toString().equals(form.as()))
                            .isPresent()
                    ? forSignedIn(wanted, person.get(), request, response, model)
                    : form(model, wanted, null); // somebody has signed in or out meanwhile: ask anew
        }
        Outcome outcome = setUps.forNewcomer(wanted);
        if (outcome instanceof Outcome.Known known) {
            return form.own() == null
                    ? own(model, wanted, known.person(), null)
                    : forKnown(wanted, known.person(), form.own(), request, response, model);
        }
        return answer(outcome, wanted, request, response, model);
    }

    private @Nullable String forSignedIn(
            SetUps.Wanted wanted,
            SignedIn person,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model)
            throws IOException {
        Outcome outcome = setUps.forKnown(wanted, person.userId(), person.email());
        if (outcome instanceof Outcome.Made made) {
            BrowserSession.choose(request.getSession(), made.accountId());
            response.sendRedirect(settings.issuer() + "/?accountMade");
            return null;
        }
        return answer(outcome, wanted, request, response, model);
    }

    private @Nullable String forKnown(
            SetUps.Wanted wanted,
            PasswordRow person,
            String own,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model)
            throws IOException {
        PasswordAgain.Outcome proof = passwords.check(person.email(), request, own);
        if (PasswordAgain.unseen(proof, request, response)) {
            return null;
        }
        if (!(proof instanceof PasswordAgain.Outcome.Right)) {
            return own(model, wanted, person, "The password is wrong.");
        }
        Outcome outcome = setUps.forKnown(wanted, person.userId(), person.email());
        return outcome instanceof Outcome.Unfit unfit
                ? own(model, wanted, person, unfit.sentence())
                : answer(outcome, wanted, request, response, model);
    }

    private @Nullable String answer(
            Outcome outcome,
            SetUps.Wanted wanted,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model)
            throws IOException {
        if (outcome instanceof Outcome.Unfit unfit) {
            return form(model, wanted, unfit.sentence());
        }
        if (outcome instanceof Outcome.Busy) {
            PageMessage.passwordsBusy(request, response);
            return null;
        }
        if (outcome instanceof Outcome.Made made) {
            TriedAddress.keep(request.getSession(), made.email());
            response.sendRedirect(settings.issuer() + "/login?accountMade");
            return null;
        }
        return dead(request, response);
    }

    private static String form(Model model, SetUps.Wanted wanted, @Nullable String problem) {
        model.addAttribute("wanted", wanted);
        model.addAttribute("person", SignedIn.current().orElse(null));
        model.addAttribute("problem", problem);
        return "setup";
    }

    private static String own(Model model, SetUps.Wanted wanted, PasswordRow person, @Nullable String problem) {
        model.addAttribute("known", person.email());
        return form(model, wanted, problem);
    }

    private @Nullable String dead(HttpServletRequest request, HttpServletResponse response) throws IOException {
        links.dead(request, response, DEAD_TITLE, DEAD);
        return null;
    }

    private boolean throttled(HttpServletRequest request, HttpServletResponse response) throws IOException {
        return links.throttled(Limit.PASSWORD_RESET, request, response);
    }
}
