package dev.gatehouse.e2e.harness;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An HTTP answer that was read to its end. */
public record Answer(int status, HttpHeaders headers, String body) {

    static Answer of(HttpResponse<String> response) {
        return new Answer(response.statusCode(), response.headers(), response.body() == null ? "" : response.body());
    }

    /** The value of a header, or an empty string. */
    public String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    /** The media type without its parameters. */
    public String mediaType() {
        return header("Content-Type").split(";")[0].trim().toLowerCase(Locale.ROOT);
    }

    /** The body as JSON. */
    public JsonNode json() {
        return JsonMapper.shared().readTree(body);
    }

    /** A member of a JSON body as text; an empty string where it is missing. */
    public String text(String member) {
        return json().path(member).asString("");
    }
}
