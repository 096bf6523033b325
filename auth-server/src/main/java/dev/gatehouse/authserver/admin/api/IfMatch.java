package dev.gatehouse.authserver.admin.api;

import dev.gatehouse.authserver.admin.InvalidValue;
import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The version that the caller expects to change.
 *
 * @param version null when the request names none
 */
record IfMatch(@Nullable Long version) {

    private static final Pattern SYNTAX = Pattern.compile("(?:W/)?\"?(\\d{1,18})\"?");

    static IfMatch of(HttpServletRequest request) {
        String header = request.getHeader("If-Match");
        if (header == null || header.strip().equals("*")) {
            return new IfMatch(null);
        }
        Matcher matcher = SYNTAX.matcher(header.strip());
        if (!matcher.matches()) {
            throw ApiFault.malformed("`If-Match` must be a version, as in \"3\"");
        }
        return new IfMatch(Long.valueOf(matcher.group(1)));
    }

    /** The version of the header, or else of the body. */
    @Nullable
    Long or(@Nullable Long inBody) {
        if (version != null && inBody != null && !version.equals(inBody)) {
            throw new InvalidValue("`If-Match` and `version` name different versions");
        }
        return version == null ? inBody : version;
    }
}
