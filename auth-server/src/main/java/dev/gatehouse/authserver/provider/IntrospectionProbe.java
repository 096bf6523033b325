package dev.gatehouse.authserver.provider;

import dev.gatehouse.authserver.outbound.OutboundProbe;
import dev.gatehouse.authserver.outbound.ProbeRequest;
import dev.gatehouse.authserver.outbound.Probed;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks an introspection endpoint (RFC 7662) as the gateway does. */
final class IntrospectionProbe {

    private static final String NAME = "INTROSPECTION";
    private static final int MAX_BYTES = 64 * 1024;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final OutboundProbe probe;
    private final URI endpoint;
    private final String authorization;

    IntrospectionProbe(OutboundProbe probe, URI endpoint, String clientId, String clientSecret) {
        this.probe = probe;
        this.endpoint = endpoint;
        String credentials = encoded(clientId) + ":" + encoded(clientSecret);
        this.authorization =
                "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    CompletableFuture<Probed> ask(String token) {
        String form = "token=" + encoded(token) + "&token_type_hint=access_token";
        return probe.ask(new ProbeRequest(endpoint, form, authorization, MAX_BYTES));
    }

    /** What the answer about a token that nobody has issued says about the endpoint. */
    Check judge(Probed probed) {
        if (!(probed instanceof Probed.Answered answered)) {
            return Check.failed(NAME, ProbeWords.of(endpoint, probed));
        }
        return switch (answered.status()) {
            case 200 -> activity(answered);
            case 401 ->
                Check.failed(
                        NAME,
                        "the endpoint is there and refuses `clientId` and `clientSecret`: enter them anew, and"
                                + " see that the client may authenticate by client_secret_basic");
            case 403 ->
                Check.failed(NAME, "the endpoint knows our client and does not let it introspect: allow it there");
            case 404, 405 ->
                Check.failed(NAME, endpoint + " answers " + answered.status() + ": it is no introspection endpoint");
            default -> Check.failed(NAME, ProbeWords.of(endpoint, probed));
        };
    }

    private Check activity(Probed.Answered answered) {
        Optional<JsonNode> word = word(answered);
        if (word.isEmpty()) {
            return Check.failed(NAME, endpoint + " does not answer as RFC 7662 says: there is no `active` in JSON");
        }
        return word.get().path("active").booleanValue()
                ? Check.failed(
                        NAME,
                        "the endpoint says that a token which nobody has issued is active: with it everybody would get in,"
                                + " do not use it")
                : Check.ok(
                        NAME, "the endpoint knows our client, and that a token which nobody has issued is not active");
    }

    /** The answer, if it says whether the token is active. */
    static Optional<JsonNode> word(Probed.Answered answered) {
        try {
            JsonNode word = JSON.readTree(answered.body());
            return answered.status() == 200 && word.path("active").isBoolean() ? Optional.of(word) : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
