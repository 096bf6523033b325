package dev.gatehouse.gateway.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Refuses heads that two parties could read as two requests, before anything else is looked at: framing (RFC 9112 sections 6
 * and 7), request targets (section 3.2), Host (section 3.2), versions that are not spoken here. What cannot be framed for
 * certain also ends the connection.
 */
public final class HeadCheck {

    private static final int MAX_HEADERS = 256;
    private static final int MAX_PORT = 65_535;
    private static final Set<String> NEVER = Set.of("CONNECT", "TRACE", "TRACK", "PRI");
    private static final Pattern TARGET = Pattern.compile("(?i:https?)://([^/?#]*)(?:[/?].*)?");
    private static final Pattern AUTHORITY =
            Pattern.compile("(\\[[0-9A-Fa-f:.]{2,45}]|[A-Za-z0-9._-]{1,255})(?::(\\d{1,5})?)?");

    private HeadCheck() {}

    /**
     * What is wrong with a head.
     *
     * @param target the request target as sent
     */
    public static Optional<Answer> problem(String method, String target, HttpVersion version, HttpHeaders headers) {
        if (version.majorVersion() != 1) {
            return close(400, "only HTTP/1.1 is spoken here", "HTTP_VERSION");
        }
        if (NEVER.contains(method)) {
            return close(405, "no such method here", "METHOD_NOT_ALLOWED").map(answer -> answer.with("allow", "GET"));
        }
        if (headers.size() > MAX_HEADERS) {
            return close(431, "too many headers", "HEADERS_TOO_MANY");
        }
        Optional<Answer> framing = framing(version, headers);
        return framing.isPresent() ? framing : host(target, version, headers);
    }

    /** What is told about a head that could not be read. */
    public static Answer unreadable(Throwable fault) {
        if (fault instanceof TooLongHttpLineException) {
            return closing(414, "the request target is too long", "TARGET_TOO_LONG");
        }
        return fault instanceof TooLongHttpHeaderException
                ? closing(431, "the headers are too long", "HEADERS_TOO_LONG")
                : closing(400, "the head is malformed", "HEAD_MALFORMED");
    }

    /** The host that a request is for, in lower case and without its port; empty for HTTP/1.0, which need not say. */
    public static Optional<String> hostOf(HttpHeaders headers) {
        return authority(headers).map(Authority::host);
    }

    /** The same with the port, if it has one. */
    public static Optional<String> authorityOf(HttpHeaders headers) {
        return authority(headers).map(Authority::whole);
    }

    private static Optional<Authority> authority(HttpHeaders headers) {
        String host = headers.get("host");
        return host == null ? Optional.empty() : Optional.ofNullable(Authority.of(host));
    }

    /**
     * A Host that is one (RFC 9110 section 7.2).
     *
     * @param field as it came
     * @param host in lower case, without the port
     * @param whole in lower case
     */
    private record Authority(String field, String host, String whole) {

        /** The last one: nearly all requests name the same. */
        private static volatile @Nullable Authority last;

        static @Nullable Authority of(String field) {
            Authority known = last;
            if (known != null && known.field.equals(field)) {
                return known;
            }
            Matcher matcher = AUTHORITY.matcher(field);
            if (!matcher.matches() || matcher.group(2) != null && Integer.parseInt(matcher.group(2)) > MAX_PORT) {
                return null;
            }
            Authority read =
                    new Authority(field, matcher.group(1).toLowerCase(Locale.ROOT), field.toLowerCase(Locale.ROOT));
            last = read;
            return read;
        }
    }

    private static Optional<Answer> framing(HttpVersion version, HttpHeaders headers) {
        List<String> codings = headers.getAll("transfer-encoding");
        boolean chunked = codings.size() == 1 && codings.get(0).strip().equalsIgnoreCase("chunked");
        if (!codings.isEmpty() && (!chunked || version.minorVersion() == 0 || headers.contains("content-length"))) {
            return close(400, "the body is not framed as one", "FRAMING");
        }
        if (headers.getAll("content-length").size() > 1) {
            return close(400, "more than one length", "FRAMING");
        }
        for (String expected : headers.getAll("expect")) {
            if (!expected.strip().equalsIgnoreCase("100-continue")) {
                return close(417, "nothing but 100-continue can be expected here", "EXPECT");
            }
        }
        return Optional.empty();
    }

    private static Optional<Answer> host(String target, HttpVersion version, HttpHeaders headers) {
        List<String> hosts = headers.getAll("host");
        if (hosts.isEmpty() && version.minorVersion() == 0) {
            return target.startsWith("/") ? Optional.empty() : badTarget();
        }
        if (hosts.size() != 1 || Authority.of(hosts.get(0)) == null) {
            return close(400, "exactly one Host that is one", "HOST_INVALID");
        }
        if (target.startsWith("/") || target.equals("*")) {
            return Optional.empty();
        }
        // A target with an authority of its own counts more than Host (RFC 9112 section 3.2.2): they must not differ.
        Matcher absolute = TARGET.matcher(target);
        return absolute.matches() && absolute.group(1).equalsIgnoreCase(hosts.get(0)) ? Optional.empty() : badTarget();
    }

    private static Optional<Answer> badTarget() {
        return close(400, "a request target that is none here", "TARGET_INVALID");
    }

    private static Optional<Answer> close(int status, String title, String reason) {
        return Optional.of(closing(status, title, reason));
    }

    private static Answer closing(int status, String title, String reason) {
        return Answer.problem(status, title, reason).with("connection", "close");
    }
}
