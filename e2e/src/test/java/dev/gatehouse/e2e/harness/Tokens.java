package dev.gatehouse.e2e.harness;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A successful answer of the token endpoint. */
public record Tokens(String access, String refresh, String scope, long expiresIn) {

    /** Reads the answer, and fails when it is an error. */
    public static Tokens of(Answer answer) {
        if (answer.status() != 200) {
            throw new AssertionError("no tokens: " + answer.status() + " " + answer.body());
        }
        JsonNode json = answer.json();
        return new Tokens(
                Canaries.note(json.path("access_token").asString()),
                Canaries.note(json.path("refresh_token").asString()),
                json.path("scope").asString(),
                json.path("expires_in").asLong());
    }

    /** The claims of the access token, not verified. */
    public JsonNode claims() {
        return part(1);
    }

    /** The header of the access token. */
    public JsonNode header() {
        return part(0);
    }

    private JsonNode part(int index) {
        byte[] json = Base64.getUrlDecoder().decode(access.split("\\.")[index]);
        return JsonMapper.shared().readTree(new String(json, StandardCharsets.UTF_8));
    }
}
