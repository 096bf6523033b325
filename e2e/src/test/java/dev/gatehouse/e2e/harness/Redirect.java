package dev.gatehouse.e2e.harness;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The answer of the authorization endpoint as the client's redirect URI receives it. */
public record Redirect(String address, Map<String, String> parameters) {

    static Redirect of(URI uri) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : uri.getRawQuery().split("&")) {
            String[] both = pair.split("=", 2);
            String previous = parameters.put(decode(both[0]), decode(both[1]));
            if (previous != null) {
                throw new AssertionError("twice in the redirect: " + both[0]);
            }
        }
        return new Redirect(uri.toString().replaceFirst("\\?.*", ""), parameters);
    }

    private static String decode(String value) {
        return URLDecoder.decode(value, StandardCharsets.UTF_8);
    }

    /** A parameter, or an empty string. */
    public String get(String name) {
        return parameters.getOrDefault(name, "");
    }

    /** The authorization code. */
    public String code() {
        if (!parameters.containsKey("code")) {
            throw new AssertionError("no code: " + parameters);
        }
        return Canaries.note(get("code"));
    }
}
