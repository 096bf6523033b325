package dev.gatehouse.authserver.login;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The sign-in page. Its form is posted to Spring Security's filter at the same path. */
@Controller
final class LoginController {

    static final String CONTINUE = "continue";

    /** What may have brought the person here: a parameter without a value, and what the page says of it. */
    private static final List<String> NEWS = List.of("signedOut", "passwordSet", "accountMade");

    private final SignInPurpose purpose;

    LoginController(SignInPurpose purpose) {
        this.purpose = purpose;
    }

    @GetMapping("/login")
    String login(
            @RequestParam(name = CONTINUE, required = false) @Nullable String continuation,
            @RequestParam Map<String, String> parameters,
            HttpServletRequest request,
            Model model) {
        model.addAttribute("continuation", continuation);
        model.addAttribute("failed", parameters.containsKey("error"));

        NEWS.forEach(news -> model.addAttribute(news, parameters.containsKey(news)));
        model.addAttribute("address", TriedAddress.take(request.getSession()).orElse(null));
        model.addAttribute(
                "connecting",
                continuation == null
                        ? null
                        : purpose.of(request.getSession(), continuation).orElse(null));
        return "login";
    }
}
