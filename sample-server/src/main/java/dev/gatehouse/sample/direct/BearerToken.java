package dev.gatehouse.sample.direct;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a request carries as its bearer token; the Authorization header is the only place looked at.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6750#section-2.1">RFC 6750 section 2.1</a>
 */
sealed interface BearerToken {

    /** No bearer token came. */
    record Absent() implements BearerToken {}

    /** One came that cannot be any token's form. */
    record Malformed() implements BearerToken {}

    /** One came; only the authorization server knows whether it is good. */
    record Present(String value) implements BearerToken {

        @Override
        public String toString() {
            return "<redacted>";
        }
    }

    /** Reads the header of a request. */
    static BearerToken of(HttpServletRequest request) {
        List<String> headers = Collections.list(request.getHeaders("Authorization"));
        if (headers.size() > 1) {
            return new Malformed();
        }
        if (headers.isEmpty() || !Form.BEARER.matcher(headers.get(0)).lookingAt()) {
            return new Absent();
        }
        Matcher form = Form.B64TOKEN.matcher(headers.get(0));
        return form.matches() ? new Present(form.group(1)) : new Malformed();
    }

    /** The spellings of RFC 6750; the scheme is case-insensitive (RFC 9110 section 11.1). */
    final class Form {

        private static final Pattern BEARER = Pattern.compile("(?i)Bearer(?= |$)");
        private static final Pattern B64TOKEN = Pattern.compile("(?i:Bearer) +([A-Za-z0-9._~+/-]{1,8192}=*)");

        private Form() {}
    }
}
