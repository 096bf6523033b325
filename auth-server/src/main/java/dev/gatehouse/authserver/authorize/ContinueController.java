package dev.gatehouse.authserver.authorize;

import dev.gatehouse.authserver.session.BrowserSession;
import dev.gatehouse.authserver.settings.Settings;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * Takes a person who has just signed in on with the authorization request that they came with. The request waits for this
 * browser and is judged anew; it counts as one that somebody has signed in for only where they just did. Nothing in the URL
 * can lead anywhere else, and nothing of a pushed request shows there.
 */
@Controller
final class ContinueController {

    private final PendingRequests pending;
    private final AuthorizationRequestProvider provider;
    private final AuthorizationResponses responses;
    private final Settings settings;

    ContinueController(
            PendingRequests pending,
            AuthorizationRequestProvider provider,
            AuthorizationResponses responses,
            Settings settings) {
        this.pending = pending;
        this.provider = provider;
        this.responses = responses;
        this.settings = settings;
    }

    @GetMapping("/login/continue")
    void next(
            @RequestParam(name = "continue", required = false) @Nullable String id,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException, ServletException {
        boolean anew = BrowserSession.takeSignedInFor(request.getSession(), id == null ? "" : id);
        Optional<PendingRequest> waiting =
                id == null ? pending.takeNewestSignIn(request.getSession()) : pending.take(request.getSession(), id);
        if (waiting.isEmpty()) {
            response.sendRedirect(settings.issuer() + "/");
            return;
        }
        RequestParameters parameters = waiting.get().parameters();
        try {
            responses.onAuthenticationSuccess(
                    request,
                    response,
                    provider.authenticate(AuthorizationRequestAuthentication.of(
                            anew ? parameters.afterSignIn() : parameters, request.getSession())));
        } catch (AuthorizationRefused refused) {
            responses.onAuthenticationFailure(request, response, refused);
        }
    }
}
