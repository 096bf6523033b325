package dev.gatehouse.sample.direct;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Protected resource metadata, readable by any page.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9728#section-3.2">RFC 9728 section 3.2</a>
 */
final class MetadataServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final byte[] document;

    MetadataServlet(ProtectedResource resource) {
        this.document = new JsonMapper().writeValueAsBytes(resource.metadata());
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("application/json");
        response.setHeader("Cache-Control", "max-age=60");
        response.setHeader("Access-Control-Allow-Origin", "*");
        response.getOutputStream().write(document);
    }

    @Override
    protected void doOptions(HttpServletRequest request, HttpServletResponse response) {
        Cors.preflight(response, "GET, HEAD");
    }
}
