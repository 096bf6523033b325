package dev.gatehouse.authserver.testing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** An authorization request that is in order, to be changed by a test where it matters. */
public final class TestRequest {

    public static final String REDIRECT_URI = "http://127.0.0.1:49152/callback";
    public static final String VERIFIER = "a-verifier-of-the-tests-0123456789-0123456789";

    private final Map<String, String> parameters = new LinkedHashMap<>();
    private String suffix = "";

    private TestRequest(String clientId) {
        parameters.put("response_type", "code");
        parameters.put("client_id", clientId);
        parameters.put("redirect_uri", REDIRECT_URI);
        parameters.put("state", "a state & more");
        parameters.put("code_challenge", challenge());
        parameters.put("code_challenge_method", "S256");
        parameters.put("resource", TestServer.EVERYTHING);
    }

    public static TestRequest of(String clientId) {
        return new TestRequest(clientId);
    }

    public TestRequest with(String name, String value) {
        parameters.put(name, value);
        return this;
    }

    public TestRequest without(String name) {
        parameters.remove(name);
        return this;
    }

    /** Appends to the query as it is, for what a map cannot say. */
    public TestRequest append(String raw) {
        suffix += raw;
        return this;
    }

    public String url() {
        return "/oauth2/authorize?" + TestServer.encode(parameters) + suffix;
    }

    private static String challenge() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What redeems a code of a request, without saying who the client is. */
    public static Map<String, String> redemption(String code) {
        return Map.of(
                "grant_type",
                "authorization_code",
                "code",
                code,
                "redirect_uri",
                REDIRECT_URI,
                "code_verifier",
                VERIFIER);
    }

    /** What redeems a code of a public client's request. */
    public static Map<String, String> redemption(String code, String clientId) {
        Map<String, String> form = new HashMap<>(redemption(code));
        form.put("client_id", clientId);
        return form;
    }
}
