package dev.gatehouse.authserver.outbound;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.utils.DateUtils;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/** Reads how long an answer is fresh (RFC 9111 section 4.2), as a cache of our own: no heuristics, no {@code Vary}. */
final class Freshness {

    private static final Pattern MAX_AGE = Pattern.compile("(?:^|,)\\s*max-age\\s*=\\s*\"?(\\d{1,9})\"?\\s*(?:,|$)");
    private static final Pattern NOT_KEPT = Pattern.compile("(?:^|,)\\s*(?:no-store|no-cache)\\b");
    private static final int MAX_ETAG = 200;

    private Freshness() {}

    static Fetch.Caching of(HttpResponse response, Instant now) {
        return new Fetch.Caching(freshFor(response, now), etag(response));
    }

    private static @Nullable Duration freshFor(HttpResponse response, Instant now) {
        String control = value(response, "Cache-Control").toLowerCase(Locale.ROOT);
        if (NOT_KEPT.matcher(control).find()) {
            return Duration.ZERO;
        }
        Matcher maxAge = MAX_AGE.matcher(control);
        if (maxAge.find()) {
            return positive(Duration.ofSeconds(Long.parseLong(maxAge.group(1)) - age(response)));
        }
        String expires = value(response, "Expires");
        if (expires.isEmpty()) {
            return null;
        }
        Instant end = DateUtils.parseStandardDate(expires);
        return end == null ? Duration.ZERO : positive(Duration.between(now, end));
    }

    private static long age(HttpResponse response) {
        String age = value(response, "Age").strip();
        return age.matches("\\d{1,9}") ? Long.parseLong(age) : 0;
    }

    private static @Nullable String etag(HttpResponse response) {
        String etag = value(response, "ETag").strip();
        return etag.matches("(W/)?\"[\\x21\\x23-\\x7E]*\"") && etag.length() <= MAX_ETAG ? etag : null;
    }

    private static Duration positive(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }

    private static String value(HttpResponse response, String name) {
        Header[] headers = response.getHeaders(name);
        StringBuilder joined = new StringBuilder();
        for (Header header : headers) {
            joined.append(joined.isEmpty() ? "" : ", ").append(header.getValue());
        }
        return joined.toString();
    }
}
