package dev.gatehouse.authserver.authorize;

import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.client.ClientLookup;
import dev.gatehouse.authserver.client.Clients;
import dev.gatehouse.authserver.oauth.ErrorCode;
import dev.gatehouse.db.server.KnownResource;
import dev.gatehouse.db.server.ProtectedResources;
import dev.gatehouse.policy.client.RedirectUri;
import dev.gatehouse.policy.client.Registration;
import dev.gatehouse.policy.resource.ResourceIndicator;
import dev.gatehouse.policy.scope.ScopeRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Judges the parameters of an authorization request. The order is a security property: client, then redirect URI, and only
 * from there on may an error be sent to that URI.
 */
@Component
public final class AuthorizationRequestReader {

    /** Parameters that must not be repeated (RFC 6749 section 3.1); {@code resource} may be (RFC 8707 section 2). */
    private static final List<String> ONCE = List.of(
            "state",
            "response_type",
            "response_mode",
            "scope",
            "code_challenge",
            "code_challenge_method",
            "prompt",
            "request",
            "request_uri");

    private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");
    /** RFC 6749 appendix A.1, as far as ids are stored. */
    private static final Pattern CLIENT_ID = Pattern.compile("[\\x20-\\x7E]{1,300}");

    /** RFC 6749 appendix A.5. */
    private static final Pattern STATE = Pattern.compile("[\\x20-\\x7E]{1,4096}");

    private final Clients clients;
    private final ProtectedResources resources;

    AuthorizationRequestReader(Clients clients, ProtectedResources resources) {
        this.clients = clients;
        this.resources = resources;
    }

    /**
     * Reads.
     *
     * @throws AuthorizationRefused when the request is not in order
     */
    public AuthorizationRequest read(RequestParameters parameters) {
        Client client = client(parameters);
        Redirect redirect = redirect(parameters, client);
        Errors errors = new Errors(
                redirect.requested(),
                parameters.single("state").filter(text -> STATE.matcher(text).matches()));
        if (!client.grantTypes().contains("authorization_code")) {
            throw errors.refuse(ErrorCode.UNAUTHORIZED_CLIENT, "the client may not act for people");
        }
        checkShape(parameters, errors);
        checkResponseType(parameters, errors);
        return new AuthorizationRequest(
                client,
                redirect.requested(),
                redirect.registered(),
                errors.state().orElse(null),
                challenge(parameters, errors),
                scopes(parameters, errors),
                resource(parameters, errors),
                prompts(parameters, errors));
    }

    /** Whether this may be a {@code client_id} at all. */
    static boolean isClientId(String text) {
        return CLIENT_ID.matcher(text).matches();
    }

    private Client client(RequestParameters parameters) {
        Optional<String> clientId = parameters.single("client_id").filter(AuthorizationRequestReader::isClientId);
        ClientLookup lookup =
                clientId.map(id -> clients.find(id, account(parameters))).orElseGet(ClientLookup.Unknown::new);
        if (lookup instanceof ClientLookup.Found found) {
            return found.client();
        }
        throw AuthorizationRefused.page(problem(lookup, clientId.orElse("")));
    }

    private static String problem(ClientLookup lookup, String clientId) {
        if (lookup instanceof ClientLookup.Unavailable unavailable) {
            return "What this app publishes about itself cannot be read now: " + unavailable.problem()
                    + ". Try again in a minute.";
        }
        if (lookup instanceof ClientLookup.Unusable unusable) {
            return "What this app publishes about itself is not in order: " + unusable.problem() + ".";
        }
        if (Registration.isDocument(clientId)) {
            return "The maker of this app has withdrawn what it published about the app, or does not serve it. Update"
                    + " the app, or ask its maker.";
        }
        return "This app is not registered here. Remove the connection in the app and connect again.";
    }

    /** The account whose server is asked for, if it is one of ours; nothing is refused on this ground yet. */
    private @Nullable UUID account(RequestParameters parameters) {
        return parameters
                .single("resource")
                .flatMap(ResourceIndicator::parse)
                .flatMap(resource -> resources.find(resource.value()))
                .map(KnownResource::accountId)
                .orElse(null);
    }

    private static Redirect redirect(RequestParameters parameters, Client client) {
        List<RedirectUri> registered = client.redirectUris();
        List<String> sent = parameters.all("redirect_uri");
        // a loopback client has to say its port: the one that was registered may be another installation's
        if (sent.isEmpty() && registered.size() == 1 && registered.get(0).kind() != RedirectUri.Kind.LOOPBACK) {
            return new Redirect(registered.get(0).value(), registered.get(0));
        }
        return Optional.of(sent)
                .filter(all -> all.size() == 1)
                .flatMap(all -> registered.stream()
                        .filter(uri -> uri.matches(all.get(0)))
                        .findFirst()
                        .map(uri -> new Redirect(all.get(0), uri)))
                .orElseThrow(() -> AuthorizationRefused.page(
                        "The app wants to be answered at an address that it has not registered. Nothing was sent"
                                + " there.",
                        "the redirect_uri is missing, or not one that the client registered"));
    }

    private static void checkShape(RequestParameters parameters, Errors errors) {
        for (String name : ONCE) {
            if (parameters.all(name).size() > 1) {
                throw errors.refuse(ErrorCode.INVALID_REQUEST, name + " must be sent once");
            }
        }
        if (parameters.single("state").isPresent() && errors.state().isEmpty()) {
            throw errors.refuse(ErrorCode.INVALID_REQUEST, "state is too long or not of visible ASCII characters");
        }
        if (!parameters.all("request").isEmpty()) {
            throw errors.refuse(ErrorCode.REQUEST_NOT_SUPPORTED, "request objects are not supported");
        }
        if (!parameters.all("request_uri").isEmpty()) {
            throw errors.refuse(ErrorCode.REQUEST_URI_NOT_SUPPORTED, "request_uri is not supported");
        }
    }

    private static void checkResponseType(RequestParameters parameters, Errors errors) {
        String responseType = parameters
                .single("response_type")
                .orElseThrow(() -> errors.refuse(ErrorCode.INVALID_REQUEST, "response_type is missing"));
        if (!responseType.equals("code")) {
            throw errors.refuse(ErrorCode.UNSUPPORTED_RESPONSE_TYPE, "response_type must be code");
        }
        if (!parameters.single("response_mode").orElse("query").equals("query")) {
            throw errors.refuse(ErrorCode.INVALID_REQUEST, "response_mode must be query");
        }
    }

    private static String challenge(RequestParameters parameters, Errors errors) {
        String challenge = parameters
                .single("code_challenge")
                .orElseThrow(() -> errors.refuse(ErrorCode.INVALID_REQUEST, "code_challenge is missing: PKCE"));
        if (!parameters.single("code_challenge_method").orElse("plain").equals("S256")) {
            throw errors.refuse(ErrorCode.INVALID_REQUEST, "code_challenge_method must be S256");
        }
        if (!CHALLENGE.matcher(challenge).matches()) {
            throw errors.refuse(ErrorCode.INVALID_REQUEST, "code_challenge is malformed");
        }
        return challenge;
    }

    private static ScopeRequest scopes(RequestParameters parameters, Errors errors) {
        return ScopeRequest.parse(parameters.single("scope").orElse(null))
                .orElseThrow(() -> errors.refuse(ErrorCode.INVALID_SCOPE, "scope is malformed"));
    }

    private static @Nullable String resource(RequestParameters parameters, Errors errors) {
        Set<String> canonical = parameters.all("resource").stream()
                .map(value -> ResourceIndicator.parse(value)
                        .orElseThrow(() -> errors.refuse(ErrorCode.INVALID_TARGET, "resource is malformed")))
                .map(ResourceIndicator::value)
                .collect(Collectors.toSet());
        if (canonical.size() > 1) {
            throw errors.refuse(ErrorCode.INVALID_TARGET, "an authorization is for one resource");
        }
        return canonical.isEmpty() ? null : canonical.iterator().next();
    }

    private static Set<String> prompts(RequestParameters parameters, Errors errors) {
        Set<String> prompts = Arrays.stream(
                        parameters.single("prompt").orElse("").split(" "))
                .filter(prompt -> !prompt.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
        if (prompts.contains("none") && prompts.size() > 1) {
            throw errors.refuse(ErrorCode.INVALID_REQUEST, "prompt=none cannot be combined with others");
        }
        return prompts;
    }

    private record Redirect(String requested, RedirectUri registered) {}

    private record Errors(String redirectUri, Optional<String> state) {
        AuthorizationRefused refuse(ErrorCode code, String description) {
            return AuthorizationRefused.redirect(code, description, redirectUri, state.orElse(null));
        }
    }
}
