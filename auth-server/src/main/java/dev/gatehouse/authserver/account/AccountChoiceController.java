package dev.gatehouse.authserver.account;

import dev.gatehouse.authserver.account.SessionAccounts.Standing;
import dev.gatehouse.authserver.login.SignInPurpose;
import dev.gatehouse.authserver.login.SignedIn;
import dev.gatehouse.authserver.session.BrowserSession;
import dev.gatehouse.authserver.settings.Settings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The page on which a person of several accounts says which one this session is about. */
@Controller
final class AccountChoiceController {

    private static final String PATH = "/account/choose";

    private final SessionAccounts accounts;
    private final SignInPurpose purpose;
    private final Settings settings;

    AccountChoiceController(SessionAccounts accounts, SignInPurpose purpose, Settings settings) {
        this.accounts = accounts;
        this.purpose = purpose;
        this.settings = settings;
    }

    @GetMapping(PATH)
    @Nullable
    String page(
            @RequestParam(name = "continue", defaultValue = "") String continuation,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model)
            throws IOException {
        Standing standing = accounts.of(SignedIn.current().orElseThrow(), request.getSession());
        if (!standing.several()) {
            return goOn(continuation, response);
        }
        return choices(standing, continuation, request, model);
    }

    @PostMapping(PATH)
    @Nullable
    String choose(
            @RequestParam("account") String account,
            @RequestParam(name = "continue", defaultValue = "") String continuation,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model)
            throws IOException {
        Standing standing = accounts.of(SignedIn.current().orElseThrow(), request.getSession());
        Optional<java.util.UUID> chosen = standing.all().stream()
                .map(each -> each.id())
                .filter(id -> id.toString().equals(account))
                .findFirst();
        if (chosen.isEmpty()) {
            model.addAttribute("problem", "You are not in that account.");
            return choices(standing, continuation, request, model);
        }
        BrowserSession.choose(request.getSession(), chosen.get());
        return goOn(continuation, response);
    }

    private String choices(Standing standing, String continuation, HttpServletRequest request, Model model) {
        model.addAttribute("person", SignedIn.current().orElseThrow());
        model.addAttribute("standing", standing);
        model.addAttribute("current", standing.current().map(each -> each.id()).orElse(null));
        model.addAttribute("continuation", continuation);
        model.addAttribute(
                "connecting",
                continuation.isEmpty()
                        ? null
                        : purpose.of(request.getSession(), continuation).orElse(null));
        return "account-choice";
    }

    /** To the request that waits, or home; nothing in the URL can lead anywhere else. */
    private @Nullable String goOn(String continuation, HttpServletResponse response) throws IOException {
        response.sendRedirect(settings.issuer()
                + (continuation.isEmpty()
                        ? "/"
                        : "/login/continue?continue=" + URLEncoder.encode(continuation, StandardCharsets.UTF_8)));
        return null;
    }
}
