package dev.gatehouse.gateway.identity;

import dev.gatehouse.gateway.http.BoundedHttp;
import dev.gatehouse.gateway.http.BoundedHttp.Fetched;
import dev.gatehouse.gateway.http.ClientSecretBasic;
import dev.gatehouse.gateway.server.UpstreamScheme.TokenExchange;
import dev.gatehouse.gateway.settings.GatewaySettings;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Token endpoints of upstreams' authorization servers (RFC 8693 section 2.1). What they say is not trusted. */
@Component
final class TokenEndpoint {

    private static final String GRANT = "urn:ietf:params:oauth:grant-type:token-exchange";
    private static final String JWT = "urn:ietf:params:oauth:token-type:jwt";
    private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
    private static final int MAX_BYTES = 64 * 1024;
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final BoundedHttp http;
    private final boolean plainHttpAllowed;

    TokenEndpoint(BoundedHttp http, GatewaySettings settings) {
        this.http = http;
        this.plainHttpAllowed = settings.insecureHttp();
    }

    /** Shows an assertion and asks for an access token. */
    Mono<Outcome> exchange(TokenExchange scheme, String assertion) {
        if (!"https".equalsIgnoreCase(scheme.tokenEndpoint().getScheme()) && !plainHttpAllowed) {
            return Mono.just(new Outcome.Unclear("token endpoints are asked over https only"));
        }
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("accept", "application/json");
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", GRANT);
        form.put("subject_token", assertion);
        form.put("subject_token_type", JWT);
        form.put("requested_token_type", ACCESS_TOKEN);
        put(form, "resource", scheme.resource());
        put(form, "audience", scheme.audience());
        put(form, "scope", scheme.scope());
        if (scheme.clientSecret() == null) {
            form.put("client_id", scheme.clientId());
        } else {
            headers.put("authorization", ClientSecretBasic.of(scheme.clientId(), scheme.clientSecret()));
        }
        return http.post(scheme.tokenEndpoint(), headers, encoded(form), MAX_BYTES, TIMEOUT)
                .map(TokenEndpoint::outcome)
                .onErrorResume(e -> Mono.just(
                        new Outcome.Unclear("no answer: " + e.getClass().getSimpleName())));
    }

    private static Outcome outcome(Fetched fetched) {
        int status = fetched.status();
        if (status == 200) {
            return ExchangeAnswer.read(fetched.body())
                    .<Outcome>map(Outcome.Granted::new)
                    .orElseGet(() -> new Outcome.Unclear("an answer without a bearer token that can be used"));
        }
        boolean refused = status >= 400 && status < 500 && status != 408 && status != 429;
        return refused ? new Outcome.Refused("status " + status) : new Outcome.Unclear("status " + status);
    }

    private static String encoded(Map<String, String> form) {
        return form.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + encoded(entry.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static void put(Map<String, String> form, String name, @Nullable String value) {
        if (value != null) {
            form.put(name, value);
        }
    }

    /** What came of asking. */
    sealed interface Outcome {

        /** A token. */
        record Granted(ExchangeAnswer answer) implements Outcome {}

        /** It says no: to this caller, or to our client there. */
        record Refused(String why) implements Outcome {}

        /** Nobody knows: it is out of order, slow, or not understood. */
        record Unclear(String why) implements Outcome {}
    }
}
