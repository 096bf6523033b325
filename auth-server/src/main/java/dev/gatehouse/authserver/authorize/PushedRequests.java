package dev.gatehouse.authserver.authorize;

import dev.gatehouse.authserver.oauth.ErrorCode;
import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.db.pushed.PushedRequestRepository;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Authorization requests that clients pushed (RFC 9126). A handle is a secret of 256 random bits, kept as its digest, for
 * its client, for 90 seconds, for one use: used is when a person brings it and is sent on to sign-in or consent, where the
 * parameters wait in their session. Reloading those pages goes on working; opening the handle once more does not.
 */
@Component
final class PushedRequests {

    /** How long a handle lives. */
    static final Duration TTL = Duration.ofSeconds(90);

    /** More than 200 new ones a second; what a flood from many addresses can fill. */
    private static final int MAX = 20_000;

    private static final String URN = "urn:ietf:params:oauth:request_uri:";
    private static final Pattern HANDLE = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final TypeReference<Map<String, List<String>>> VALUES = new TypeReference<>() {};

    private final PushedRequestRepository requests;
    private final Secrets secrets;
    private final JsonMapper json;

    PushedRequests(PushedRequestRepository requests, Secrets secrets, JsonMapper json) {
        this.requests = requests;
        this.secrets = secrets;
        this.json = json;
    }

    /** Keeps a request that is in order; answers with its {@code request_uri}. */
    String push(String clientId, RequestParameters parameters) {
        String handle = secrets.generate("");
        String text = json.writeValueAsString(parameters.values());
        if (!requests.insert(Secrets.digest(handle), clientId, text, TTL, MAX)) {
            throw ErrorCode.TEMPORARILY_UNAVAILABLE.exception("too many requests are waiting, try again later");
        }
        return URN + handle;
    }

    /** Whether these parameters stand for a pushed request. */
    static boolean names(RequestParameters sent) {
        return sent.single("request_uri").filter(uri -> uri.startsWith(URN)).isPresent();
    }

    /**
     * The parameters that were pushed; whatever else was sent beside the handle counts for nothing.
     *
     * @throws AuthorizationRefused when the handle is not known, not this client's, used or too old: there is no verified
     *     redirect URI then, so the person is told
     */
    RequestParameters take(RequestParameters sent) {
        Optional<String> handle = sent.single("request_uri")
                .map(uri -> uri.substring(URN.length()))
                .filter(text -> HANDLE.matcher(text).matches());
        Optional<String> clientId = sent.single("client_id").filter(AuthorizationRequestReader::isClientId);
        return handle.flatMap(text -> clientId.flatMap(id -> requests.take(Secrets.digest(text), id)))
                .map(text -> new RequestParameters(json.readValue(text, VALUES)))
                .orElseThrow(() -> AuthorizationRefused.page(
                        "This link was already used, or it is too old. Go back to the app and connect again."));
    }
}
