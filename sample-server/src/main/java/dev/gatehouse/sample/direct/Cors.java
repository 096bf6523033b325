package dev.gatehouse.sample.direct;

import jakarta.servlet.http.HttpServletResponse;

/** Cross-origin answers: any page may ask, since a token in a header is all the authority there is, never a cookie. */
final class Cors {

    private Cors() {}

    static void preflight(HttpServletResponse response, String methods) {
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        response.setHeader("Access-Control-Allow-Origin", "*");
        response.setHeader("Access-Control-Allow-Methods", methods);
        response.setHeader(
                "Access-Control-Allow-Headers",
                "Authorization, Content-Type, Accept, Last-Event-ID, Mcp-Session-Id, MCP-Protocol-Version");
        response.setHeader("Access-Control-Max-Age", "60");
    }

    static void answer(HttpServletResponse response) {
        response.setHeader("Access-Control-Allow-Origin", "*");
        response.setHeader("Access-Control-Expose-Headers", "WWW-Authenticate, Mcp-Session-Id");
    }
}
