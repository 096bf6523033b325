package dev.gatehouse.sample.direct;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * The one writer of WWW-Authenticate here: it points to the metadata and names the scopes worth asking for.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9728#section-5.1">RFC 9728 section 5.1</a>
 */
final class BearerChallenge {

    private static final String SCOPE = "scope=\"" + ProtectedResource.READ + " " + ProtectedResource.WRITE + "\"";

    private final String metadata;

    BearerChallenge(ProtectedResource resource) {
        this.metadata = "resource_metadata=\"" + resource.metadataUrl() + "\"";
    }

    /** RFC 6750 section 3.1: no error code when no token came. */
    void noToken(HttpServletResponse response) throws IOException {
        refuse(response, HttpServletResponse.SC_UNAUTHORIZED, "", "token required");
    }

    void invalidToken(HttpServletResponse response) throws IOException {
        refuse(response, HttpServletResponse.SC_UNAUTHORIZED, ", error=\"invalid_token\"", "token refused");
    }

    void insufficientScope(HttpServletResponse response) throws IOException {
        refuse(response, HttpServletResponse.SC_FORBIDDEN, ", error=\"insufficient_scope\"", "scope too narrow");
    }

    private void refuse(HttpServletResponse response, int status, String error, String title) throws IOException {
        response.setHeader("WWW-Authenticate", "Bearer " + metadata + ", " + SCOPE + error);
        Problem.write(response, status, title);
    }
}
