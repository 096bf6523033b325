package dev.gatehouse.authserver.login;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The sign-in page. Its form is posted to Spring Security's filter at the same path. */
@Controller
final class LoginController {

    static final String CONTINUE = "continue";

    /** Parameters without a value, each of which has the page say why somebody lands there. */
    private static final List<String> NOTICES = List.of("signedOut", "passwordSet", "joined", "accountMade");

    private final SignInPurpose purpose;

    LoginController(SignInPurpose purpose) {
        this.purpose = purpose;
    }

    @GetMapping("/login")
    String login(
            @RequestParam(name = CONTINUE, required = false) @Nullable String continuation,
            @RequestParam(name = "error", required = false) @Nullable String error,
            HttpServletRequest request,
            Model model) {
        model.addAttribute("continuation", continuation);
        model.addAttribute("failed", error != null);
        NOTICES.forEach(notice -> model.addAttribute(notice, request.getParameter(notice) != null));
        model.addAttribute("address", TriedAddress.take(request.getSession()).orElse(null));
        model.addAttribute(
                "connecting",
                continuation == null
                        ? null
                        : purpose.of(request.getSession(), continuation).orElse(null));
        return "login";
    }
}
