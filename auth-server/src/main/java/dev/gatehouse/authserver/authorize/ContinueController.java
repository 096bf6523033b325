package dev.gatehouse.authserver.authorize;

import dev.gatehouse.authserver.settings.Settings;
import jakarta.servlet.http.HttpSession;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.view.RedirectView;

/**
 * Takes a person who has just signed in back to the authorization request that they came with. The request comes from
 * their session; nothing in the URL can lead anywhere else.
 */
@Controller
final class ContinueController {

    private final PendingRequests pending;
    private final Settings settings;

    ContinueController(PendingRequests pending, Settings settings) {
        this.pending = pending;
        this.settings = settings;
    }

    @GetMapping("/login/continue")
    RedirectView next(@RequestParam(name = "continue", required = false) @Nullable String id, HttpSession session) {
        Optional<PendingRequest> request = id == null ? pending.takeNewestSignIn(session) : pending.take(session, id);
        String location = request.map(
                        waiting -> "/oauth2/authorize?" + waiting.parameters().encoded())
                .orElse("/");
        RedirectView redirect = new RedirectView(settings.issuer() + location);
        redirect.setExpandUriTemplateVariables(false);
        return redirect;
    }
}
