package dev.gatehouse.authserver.invitation;

import dev.gatehouse.authserver.admin.ChosenName;
import dev.gatehouse.authserver.limit.Limit;
import dev.gatehouse.authserver.login.PasswordAgain;
import dev.gatehouse.authserver.login.Passwords;
import dev.gatehouse.authserver.login.SignedIn;
import dev.gatehouse.authserver.page.LinkPages;
import dev.gatehouse.authserver.page.PageMessage;
import dev.gatehouse.authserver.session.BrowserSession;
import dev.gatehouse.authserver.settings.Settings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.authentication.logout.SecurityContextLogoutHandler;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * The page behind the link of an invitation. Looking at it uses nothing up: mail programs look first. A newcomer chooses a
 * name and a password; whoever is known here shows that they are that person. All links that are dead look the same.
 */
@Controller
final class InvitationController {

    private static final String PATH = "/invitation";
    private static final String DEAD_TITLE = "This invitation cannot be used";
    private static final String DEAD =
            "It was answered, withdrawn or replaced by a newer one, or it has expired. If there is a"
                    + " newer mail, use the link in that one; else ask the person who invited you to send it again.";
    private static final String NOT_ELIGIBLE =
            "You own an account yourself that has a license, integrations or other people"
                    + " in it. Whoever owns such an account cannot join another. Nothing has changed, and the invitation still"
                    + " stands.";

    private final InvitationUse invitations;
    private final Passwords passwords;
    private final PasswordAgain again;
    private final LinkPages links;
    private final Settings settings;

    InvitationController(
            InvitationUse invitations, Passwords passwords, PasswordAgain again, LinkPages links, Settings settings) {
        this.invitations = invitations;
        this.passwords = passwords;
        this.again = again;
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
        Exchange http = new Exchange(token, request, response, model);
        return throttled(http) ? null : form(http, "", null);
    }

    @PostMapping(PATH)
    @Nullable
    String answer(
            @RequestParam(name = "token", defaultValue = "") String token,
            @RequestParam(name = "decision", defaultValue = "accept") String decision,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model)
            throws IOException {
        Exchange http = new Exchange(token, request, response, model);
        if (throttled(http)) {
            return null;
        }
        Optional<Invited> invited = invitations.find(token);
        if (invited.isEmpty()) {
            return dead(http);
        }
        return switch (decision) {
            case "decline" -> decline(http, invited.get());
            case "other" -> signOut(http);
            case "accept" -> accept(http, invited.get());
            default -> form(http, "", null);
        };
    }

    private @Nullable String accept(Exchange http, Invited invited) throws IOException {
        Optional<SignedIn> signedIn = SignedIn.current();
        if (signedIn.isPresent() && !signedIn.get().userId().equals(invited.userId())) {
            return form(http, "", null);
        }
        if (!invited.known()) {
            return join(http, invited);
        }
        if (signedIn.isEmpty()) {
            PasswordAgain.Outcome proof = again.check(invited.email(), http.request(), http.field("password"));
            if (!(proof instanceof PasswordAgain.Outcome.Right)) {
                return notProved(http, proof);
            }
        }
        return done(http, invited, "", invitations.accept(http.token(), invited));
    }

    private @Nullable String join(Exchange http, Invited invited) throws IOException {
        String typed = http.field("name");
        Optional<String> name = ChosenName.of(typed);
        if (name.isEmpty()) {
            return form(http, typed, "Your name must have 1 to 200 characters that can be seen.");
        }
        String wanted = http.field("password");
        Optional<String> problem = passwords.problem(wanted, http.field("repeated"), invited.email(), name.get());
        if (problem.isPresent()) {
            return form(http, typed, problem.get());
        }
        Optional<String> hash = passwords.hash(wanted);
        if (hash.isEmpty()) {
            return busy(http, "Passwords cannot be set at this moment. Try again in a few seconds.");
        }
        return done(http, invited, typed, invitations.accept(http.token(), invited, name.get(), hash.get()));
    }

    private @Nullable String done(Exchange http, Invited invited, String typed, InvitationUse.Outcome outcome)
            throws IOException {
        return switch (outcome) {
            case DONE -> {
                welcome(http, invited);
                yield null;
            }
            case DEAD -> dead(http);
            case ASK_AGAIN -> form(http, typed, "You have set a password here meanwhile. Show that it is you.");
            case NOT_ELIGIBLE -> {
                http.response().setStatus(HttpStatus.CONFLICT.value());
                yield form(http, typed, NOT_ELIGIBLE);
            }
        };
    }

    private void welcome(Exchange http, Invited invited) throws IOException {
        boolean signedIn = SignedIn.current()
                .filter(person -> person.userId().equals(invited.userId()))
                .isPresent();
        if (signedIn) {
            BrowserSession.choose(http.request().getSession(), invited.accountId());
        } else {
            passwords.expect(http.request(), invited.email());
        }
        http.response().sendRedirect(settings.issuer() + (signedIn ? "/?joined" : "/login?joined"));
    }

    private @Nullable String notProved(Exchange http, PasswordAgain.Outcome proof) throws IOException {
        return PasswordAgain.unseen(proof, http.request(), http.response())
                ? null
                : form(http, "", "The password is wrong.");
    }

    private @Nullable String decline(Exchange http, Invited invited) throws IOException {
        if (invitations.decline(http.token()) != InvitationUse.Outcome.DONE) {
            return dead(http);
        }
        http.model().addAttribute("title", "You have declined");
        http.model()
                .addAttribute(
                        "message",
                        "You are not in the account " + invited.account()
                                + ". If that was a mistake, ask the person who invited you to send the invitation again.");
        return "message";
    }

    /** Somebody else goes on in this browser. */
    private @Nullable String signOut(Exchange http) throws IOException {
        new SecurityContextLogoutHandler()
                .logout(
                        http.request(),
                        http.response(),
                        SecurityContextHolder.getContext().getAuthentication());
        http.response()
                .sendRedirect(
                        settings.issuer() + PATH + "?token=" + URLEncoder.encode(http.token(), StandardCharsets.UTF_8));
        return null;
    }

    private @Nullable String form(Exchange http, String name, @Nullable String problem) throws IOException {
        Optional<Invited> invited = invitations.find(http.token());
        if (invited.isEmpty()) {
            return dead(http);
        }
        SignedIn signedIn = SignedIn.current().orElse(null);
        http.model().addAttribute("token", http.token());
        http.model().addAttribute("invited", invited.get());
        http.model().addAttribute("name", name);
        http.model().addAttribute("person", signedIn);
        http.model()
                .addAttribute(
                        "themselves",
                        signedIn != null
                                && signedIn.userId().equals(invited.get().userId()));
        http.model().addAttribute("problem", problem);
        return "invitation";
    }

    private @Nullable String dead(Exchange http) throws IOException {
        links.dead(http.request(), http.response(), DEAD_TITLE, DEAD);
        return null;
    }

    private static @Nullable String busy(Exchange http, String message) throws IOException {
        PageMessage.busy(http.request(), http.response(), message);
        return null;
    }

    private boolean throttled(Exchange http) throws IOException {
        return links.throttled(Limit.INVITATION, http.request(), http.response());
    }

    private record Exchange(String token, HttpServletRequest request, HttpServletResponse response, Model model) {

        String field(String name) {
            String value = request.getParameter(name);
            return value == null ? "" : value;
        }
    }
}
