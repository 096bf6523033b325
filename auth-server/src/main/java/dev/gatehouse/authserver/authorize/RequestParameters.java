package dev.gatehouse.authserver.authorize;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The parameters of an authorization request as they came, before anything about them is believed.
 *
 * @param values every value of every parameter; parameters without a value are left out (RFC 6749 section 3.1)
 */
public record RequestParameters(Map<String, List<String>> values) {

    /** The parameters that mean something here; whatever else is sent is not kept. */
    private static final Set<String> KNOWN = Set.of(
            "client_id",
            "redirect_uri",
            "response_type",
            "response_mode",
            "scope",
            "state",
            "code_challenge",
            "code_challenge_method",
            "resource",
            "prompt",
            "request",
            "request_uri");

    private static final int MAX_LENGTH = 10_000;

    /** Copies. */
    public RequestParameters {
        Map<String, List<String>> copy = new LinkedHashMap<>();
        values.forEach((name, all) -> {
            List<String> sent = all.stream().filter(value -> !value.isEmpty()).toList();
            if (!sent.isEmpty()) {
                copy.put(name, new ArrayList<>(sent));
            }
        });
        values = copy;
    }

    /** From the servlet API's shape. */
    static RequestParameters of(Map<String, String[]> parameters) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        int length = 0;
        for (Map.Entry<String, String[]> parameter : parameters.entrySet()) {
            if (KNOWN.contains(parameter.getKey())) {
                List<String> all = List.of(parameter.getValue());
                length += all.stream().mapToInt(value -> value.length() + 1).sum();
                values.put(parameter.getKey(), all);
            }
        }
        if (length > MAX_LENGTH) {
            throw AuthorizationRefused.page("The app sent more than this server reads.");
        }
        return new RequestParameters(values);
    }

    /** The same after somebody has signed in for them: what asked for that has been done. */
    RequestParameters afterSignIn() {
        Map<String, List<String>> left = new LinkedHashMap<>(values);
        left.computeIfPresent(
                "prompt",
                (name, all) -> all.stream()
                        .map(prompts -> Arrays.stream(prompts.split(" "))
                                .filter(prompt -> !AuthorizationRequest.SIGN_IN_PROMPTS.contains(prompt))
                                .collect(Collectors.joining(" ")))
                        .toList());
        return new RequestParameters(left);
    }

    /** Form-encoded: as they are stored, and as a query. */
    String encoded() {
        return values.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream().map(value -> encode(entry.getKey()) + "=" + encode(value)))
                .collect(Collectors.joining("&"));
    }

    /** From {@link #encoded()}. */
    static RequestParameters decoded(String form) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (String pair : form.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                values.computeIfAbsent(decode(pair.substring(0, equals)), name -> new ArrayList<>())
                        .add(decode(pair.substring(equals + 1)));
            }
        }
        return new RequestParameters(values);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** The value of a parameter that was sent exactly once. */
    Optional<String> single(String name) {
        List<String> all = all(name);
        return all.size() == 1 ? Optional.of(all.get(0)) : Optional.empty();
    }

    /** Every value of a parameter. */
    List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }
}
