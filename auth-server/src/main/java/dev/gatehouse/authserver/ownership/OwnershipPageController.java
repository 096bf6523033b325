package dev.gatehouse.authserver.ownership;

import dev.gatehouse.authserver.login.PasswordAgain;
import dev.gatehouse.authserver.login.SignedIn;
import dev.gatehouse.authserver.ownership.OwnOffers.Answer;
import dev.gatehouse.authserver.ownership.OwnOffers.Outcome;
import dev.gatehouse.authserver.page.PageMessage;
import dev.gatehouse.authserver.settings.Settings;
import dev.gatehouse.db.ownership.WaitingTransfers;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Offers of accounts that wait for an answer, made to or by the person who is signed in, in all their accounts. */
@Controller
final class OwnershipPageController {

    private static final String PATH = "/account/ownership";
    private static final String OUTCOME = "gatehouse.ownership-outcome";

    private final WaitingTransfers waiting;
    private final OwnOffers offers;
    private final PasswordAgain passwords;
    private final Settings settings;

    OwnershipPageController(WaitingTransfers waiting, OwnOffers offers, PasswordAgain passwords, Settings settings) {
        this.waiting = waiting;
        this.offers = offers;
        this.passwords = passwords;
        this.settings = settings;
    }

    @GetMapping(PATH)
    String page(HttpServletRequest request, Model model) {
        Optional<Outcome> outcome = take(request.getSession());
        return page(
                outcome.map(Outcome::sentence), outcome.filter(Outcome::good).isPresent(), model);
    }

    @PostMapping(PATH)
    @Nullable
    String answer(
            @RequestParam(name = "transfer", defaultValue = "") String transfer,
            @RequestParam(name = "answer", defaultValue = "") String text,
            @RequestParam(name = "password", defaultValue = "") String password,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model)
            throws IOException {
        Optional<Answer> answer = one(Answer.class, text);
        if (answer.isEmpty()) {
            PageMessage.send(request, response, HttpStatus.BAD_REQUEST, "Go back, reload the page and try again.");
            return null;
        }
        SignedIn person = SignedIn.current().orElseThrow();
        if (answer.get() == Answer.ACCEPT) {
            PasswordAgain.Outcome outcome = passwords.check(person, request, password);
            if (PasswordAgain.unseen(outcome, request, response)) {
                return null;
            }
            if (!(outcome instanceof PasswordAgain.Outcome.Right)) {
                model.addAttribute("tried", transfer);
                return page(Optional.of("The password is wrong."), false, model);
            }
        }
        Outcome outcome = id(transfer)
                .map(id -> offers.answer(person.userId(), id, answer.get()))
                .orElse(Outcome.GONE);
        request.getSession().setAttribute(OUTCOME, outcome.name());
        response.sendRedirect(settings.issuer() + PATH);
        return null;
    }

    /** What has just come of an answer, told once. It is not in the URL, which anybody could send to somebody. */
    private static Optional<Outcome> take(HttpSession session) {
        Object kept = session.getAttribute(OUTCOME);
        if (kept != null) {
            session.removeAttribute(OUTCOME);
        }
        return Optional.ofNullable(kept).flatMap(name -> one(Outcome.class, name.toString()));
    }

    private String page(Optional<String> notice, boolean good, Model model) {
        SignedIn person = SignedIn.current().orElseThrow();
        model.addAttribute("person", person);
        model.addAttribute("offers", waiting.of(person.userId()));
        model.addAttribute("notice", notice.orElse(null));
        model.addAttribute("good", good);
        return "ownership";
    }

    private static <E extends Enum<E>> Optional<E> one(Class<E> type, String name) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equals(name))
                .findFirst();
    }

    private static Optional<UUID> id(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
