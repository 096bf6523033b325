package dev.gatehouse.authserver.provider;

import dev.gatehouse.db.server.ExternalIdpRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Looks at what a token says of itself, or its issuer of it: issuer, audience, time and scopes, as the gateway judges them. */
final class ClaimChecks {

    private static final Duration AHEAD = Duration.ofSeconds(5);
    private static final long AGES = 100_000_000_000L;

    private final ExternalIdpRow provider;
    private final Map<String, Object> claims;
    private final boolean issuerMayBeMissing;
    private final Instant now;

    ClaimChecks(ExternalIdpRow provider, Map<String, Object> claims, boolean issuerMayBeMissing, Instant now) {
        this.provider = provider;
        this.claims = claims;
        this.issuerMayBeMissing = issuerMayBeMissing;
        this.now = now;
    }

    List<Check> run() {
        return List.of(issuer(), audience(), time(), scopes());
    }

    private Check issuer() {
        Object issuer = claims.get("iss");
        if (issuer == null && issuerMayBeMissing) {
            return Check.ok("TOKEN_ISSUER", "the answer does not name the issuer, which is optional");
        }
        return provider.issuer().equals(issuer)
                ? Check.ok("TOKEN_ISSUER", "`iss` is the issuer")
                : Check.failed(
                        "TOKEN_ISSUER",
                        "`iss` is " + shown(issuer) + ", and `issuer` is `" + provider.issuer()
                                + "`: they must be the same, octet by octet");
    }

    private Check audience() {
        List<String> audience = texts(claims.get("aud"), false);
        return audience.contains(provider.audience())
                ? Check.ok("TOKEN_AUDIENCE", "`aud` holds the audience")
                : Check.failed(
                        "TOKEN_AUDIENCE",
                        "`aud` is " + (audience.isEmpty() ? "missing" : shown(String.join(", ", audience)))
                                + ", and `audience` is `" + provider.audience()
                                + "`: have the provider put it into its access tokens, or enter what it puts there");
    }

    private Check time() {
        Instant end = moment("exp");
        Instant begin = moment("nbf");
        if (end == null) {
            return Check.failed("TOKEN_TIME", "`exp` is missing: tokens without an end are refused");
        }
        if (!now.isBefore(end)) {
            return Check.failed("TOKEN_TIME", "the token expired at " + end + ": take a newer one");
        }
        return begin != null && begin.isAfter(now.plus(AHEAD))
                ? Check.failed("TOKEN_TIME", "the token is not valid before " + begin)
                : Check.ok("TOKEN_TIME", "the token is valid until " + end);
    }

    private Check scopes() {
        TreeSet<String> missing = new TreeSet<>(provider.scopes());
        List<String> held = new ArrayList<>(texts(claims.get("scope"), true));
        held.addAll(texts(claims.get("scp"), true));
        held.forEach(missing::remove);
        return missing.isEmpty()
                ? Check.ok("TOKEN_SCOPES", "the token holds all required scopes")
                : Check.failed(
                        "TOKEN_SCOPES",
                        "the token lacks " + String.join(", ", missing) + "; it holds "
                                + (held.isEmpty() ? "none" : shown(String.join(", ", held))));
    }

    private @Nullable Instant moment(String name) {
        Object value = claims.get(name);
        return value instanceof Number number
                ? Instant.ofEpochSecond(Math.max(-AGES, Math.min(AGES, number.longValue())))
                : null;
    }

    private static List<String> texts(@Nullable Object value, boolean divided) {
        if (value instanceof String text) {
            return divided
                    ? List.of(text.split(" ")).stream()
                            .filter(s -> !s.isEmpty())
                            .toList()
                    : List.of(text);
        }
        return value instanceof Collection<?> many
                ? many.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList()
                : List.of();
    }

    private static String shown(@Nullable Object value) {
        return value == null ? "missing" : "`" + ProbeWords.shown(String.valueOf(value)) + "`";
    }
}
