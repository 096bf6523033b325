package dev.gatehouse.authserver.consent;

import dev.gatehouse.authserver.authorize.AccessAtAuthorization;
import dev.gatehouse.authserver.authorize.AccessAtAuthorization.Grantable;
import dev.gatehouse.authserver.authorize.AuthorizationRefused;
import dev.gatehouse.authserver.authorize.AuthorizationRequest;
import dev.gatehouse.authserver.authorize.AuthorizationRequestReader;
import dev.gatehouse.authserver.authorize.AuthorizationResponses;
import dev.gatehouse.authserver.authorize.PendingRequest;
import dev.gatehouse.authserver.authorize.PendingRequests;
import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.client.Clients;
import dev.gatehouse.authserver.key.KeyRing;
import dev.gatehouse.authserver.login.SignedIn;
import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.settings.Settings;
import dev.gatehouse.db.account.AccountRepository;
import dev.gatehouse.db.account.AccountRow;
import dev.gatehouse.db.authorization.Approval;
import dev.gatehouse.db.authorization.ApprovalOutcome;
import dev.gatehouse.db.authorization.AuthorizationRepository;
import dev.gatehouse.db.client.ClientRules;
import dev.gatehouse.policy.access.Facts.SessionFacts;
import dev.gatehouse.policy.client.ClientRule.Verdict;
import dev.gatehouse.policy.scope.Scope;
import dev.gatehouse.policy.token.TokenKind;
import dev.gatehouse.policy.token.TokenReference;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The consent page. */
@Controller
final class ConsentController {

    private static final String GONE =
            "This request was already answered, or it has waited for too long. Go back to the app and connect again.";

    private final PendingRequests pending;
    private final AuthorizationRequestReader reader;
    private final AccessAtAuthorization access;
    private final AuthorizationRepository authorizations;
    private final AuthorizationResponses responses;
    private final KeyRing keys;
    private final ClientRules rules;
    private final AccountRepository accounts;
    private final Clients clients;
    private final Settings settings;

    ConsentController(
            PendingRequests pending,
            AuthorizationRequestReader reader,
            AccessAtAuthorization access,
            AuthorizationRepository authorizations,
            AuthorizationResponses responses,
            KeyRing keys,
            ClientRules rules,
            AccountRepository accounts,
            Clients clients,
            Settings settings) {
        this.pending = pending;
        this.reader = reader;
        this.access = access;
        this.authorizations = authorizations;
        this.responses = responses;
        this.keys = keys;
        this.rules = rules;
        this.accounts = accounts;
        this.clients = clients;
        this.settings = settings;
    }

    @GetMapping("/oauth2/consent")
    @Nullable
    String ask(
            @RequestParam(name = "request", required = false) @Nullable String id,
            HttpServletRequest http,
            HttpServletResponse response,
            Model model)
            throws IOException, ServletException {
        SignedIn person = SignedIn.current().orElseThrow();
        Optional<PendingRequest> waiting =
                id == null ? Optional.empty() : askedOf(person, pending.find(http.getSession(), id));
        if (waiting.isEmpty()) {
            return gone(http, response);
        }
        try {
            AuthorizationRequest request = reader.read(waiting.get().parameters());
            Grantable grantable = access.decide(request, person, http.getSession());
            Asking asking = asking(request, grantable);
            pending.shown(http.getSession(), Objects.requireNonNull(id), shown(asking, grantable));
            model.addAttribute("id", id);
            model.addAttribute("person", person);
            model.addAttribute("asking", asking);
            model.addAttribute("account", accountName(grantable));
            model.addAttribute("redirectUri", request.redirectUri());
            model.addAttribute("server", grantable.server().serverName());
            model.addAttribute("bundle", grantable.server().bundleName());
            model.addAttribute("resource", grantable.server().server().resource());
            model.addAttribute("mayWrite", grantable.scopes().contains(Scope.WRITE));
            model.addAttribute("idle", words(settings.refreshIdleTtl()));
            model.addAttribute("most", words(settings.refreshAbsoluteTtl()));
            return "consent";
        } catch (AuthorizationRefused refused) {
            responses.onAuthenticationFailure(http, response, refused);
            return null;
        }
    }

    @PostMapping("/oauth2/consent")
    @Nullable
    String answer(
            @RequestParam("request") String id,
            @RequestParam("decision") String decision,
            HttpServletRequest http,
            HttpServletResponse response)
            throws IOException, ServletException {
        SignedIn person = SignedIn.current().orElseThrow();
        boolean allow = decision.equals("allow");
        if (!allow && !decision.equals("deny")) {
            http.setAttribute(AuthorizationResponses.MESSAGE, "The answer must be allow or deny.");
            response.sendError(HttpServletResponse.SC_BAD_REQUEST);
            return null;
        }
        Optional<PendingRequest> taken = take(person, http.getSession(), id);
        if (taken.isEmpty()) {
            return gone(http, response);
        }
        try {
            AuthorizationRequest request = reader.read(taken.get().parameters());
            Grantable grantable = access.decide(request, person, http.getSession());
            if (!allow) {
                throw access.declined(
                        request, person, grantable.server().server().id());
            }
            if (!shown(asking(request, grantable), grantable).equals(taken.get().shown())) {
                return askAgain(http, taken.get());
            }
            approve(request, person, grantable, response);
        } catch (AuthorizationRefused refused) {
            responses.onAuthenticationFailure(http, response, refused);
        }
        return null;
    }

    /** Lets somebody else sign in and be asked instead. Whoever was asked before can answer this request no more. */
    @GetMapping("/login/other")
    @Nullable
    String other(
            @RequestParam(name = "request", defaultValue = "") String id,
            HttpServletRequest http,
            HttpServletResponse response)
            throws IOException {
        Optional<PendingRequest> taken = take(SignedIn.current().orElseThrow(), http.getSession(), id);
        if (taken.isEmpty()) {
            return gone(http, response);
        }
        response.sendRedirect(settings.issuer() + "/login?continue="
                + pending.put(http.getSession(), taken.get().parameters(), null));
        return null;
    }

    /** What is granted must be what was shown. Where that has changed meanwhile, the person is asked anew. */
    private String askAgain(HttpServletRequest http, PendingRequest request) {
        return "redirect:/oauth2/consent?request="
                + pending.put(http.getSession(), request.parameters(), request.userId());
    }

    private Asking asking(AuthorizationRequest request, Grantable grantable) {
        Client client = request.client();
        UUID accountId = grantable.server().server().accountId();
        Verdict verdict = rules.judge(accountId, client.clientId());
        return Asking.of(client, request.registered(), verdict);
    }

    private static String words(Duration duration) {
        long days = duration.toDays();
        return days >= 2 ? days + " days" : Math.max(1, duration.toHours()) + " hours";
    }

    private String accountName(Grantable grantable) {
        return accounts.findById(grantable.server().server().accountId())
                .map(AccountRow::name)
                .orElse("");
    }

    /** A digest of what counts of the page: whoever asks can make the text as long as they like. */
    private static String shown(Asking asking, Grantable grantable) {
        return Secrets.digest(grantable.server().resource() + " " + grantable.scopes() + " " + asking);
    }

    private void approve(
            AuthorizationRequest request, SignedIn person, Grantable grantable, HttpServletResponse response) {
        ApprovalOutcome outcome = authorizations.approve(new Approval(
                person.userId(),
                grantable.server().resource(),
                request.clientId(),
                request.redirectUri(),
                request.codeChallenge(),
                request.scopes(),
                SessionFacts.PASSWORD));
        if (outcome instanceof ApprovalOutcome.Refused refused) {
            throw access.refuse(request, person, grantable.server().server().id(), refused.reason());
        }
        if (outcome instanceof ApprovalOutcome.ClientDenied) {
            throw access.clientDenied(
                    request, person, grantable.server().server().id());
        }
        if (outcome instanceof ApprovalOutcome.ClientGone) {
            throw access.clientGone(request, person, grantable.server().server().id());
        }
        ApprovalOutcome.Approved approved = (ApprovalOutcome.Approved) outcome;
        clients.allowed(request.client());
        String code = keys.tokenMac()
                .mint(TokenKind.AUTHORIZATION_CODE, new TokenReference(approved.authorizationId(), 0))
                .value();
        responses.code(response, request, code);
    }

    private Optional<PendingRequest> take(SignedIn person, HttpSession session, String id) {
        return askedOf(person, pending.find(session, id)).flatMap(found -> pending.take(session, id));
    }

    /** Only the person who was asked may answer, also when somebody else has signed in in this browser meanwhile. */
    private static Optional<PendingRequest> askedOf(SignedIn person, Optional<PendingRequest> request) {
        return request.filter(waiting -> person.userId().equals(waiting.userId()));
    }

    private static @Nullable String gone(HttpServletRequest http, HttpServletResponse response) throws IOException {
        http.setAttribute(AuthorizationResponses.MESSAGE, GONE);
        response.sendError(HttpServletResponse.SC_BAD_REQUEST);
        return null;
    }
}
