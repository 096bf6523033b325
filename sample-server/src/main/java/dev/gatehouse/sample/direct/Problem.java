package dev.gatehouse.sample.direct;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** A refusal's body (RFC 9457). */
final class Problem {

    private Problem() {}

    static void write(HttpServletResponse response, int status, String title) throws IOException {
        response.setStatus(status);
        response.setHeader("Cache-Control", "no-store");
        response.setContentType("application/problem+json");
        response.getOutputStream().print("{\"status\":" + status + ",\"title\":\"" + title + "\"}");
    }
}
