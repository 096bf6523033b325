package dev.gatehouse.authserver.login;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The sign-in page. Its form is posted to Spring Security's filter at the same path. */
@Controller
final class LoginController {

    static final String CONTINUE = "continue";

    private final SignInPurpose purpose;

    LoginController(SignInPurpose purpose) {
        this.purpose = purpose;
    }

    @GetMapping("/login")
    String login(
            @RequestParam(name = CONTINUE, required = false) @Nullable String continuation,
            @RequestParam(name = "error", required = false) @Nullable String error,
            @RequestParam(name = "signedOut", required = false) @Nullable String signedOut,
            @RequestParam(name = "passwordSet", required = false) @Nullable String passwordSet,
            @RequestParam(name = "accountMade", required = false) @Nullable String accountMade,
            HttpServletRequest request,
            Model model) {
        model.addAttribute("continuation", continuation);
        model.addAttribute("failed", error != null);
        model.addAttribute("signedOut", signedOut != null);
        model.addAttribute("passwordSet", passwordSet != null);
        model.addAttribute("accountMade", accountMade != null);
        model.addAttribute("address", TriedAddress.take(request.getSession()).orElse(null));
        model.addAttribute(
                "connecting",
                continuation == null
                        ? null
                        : purpose.of(request.getSession(), continuation).orElse(null));
        return "login";
    }
}
