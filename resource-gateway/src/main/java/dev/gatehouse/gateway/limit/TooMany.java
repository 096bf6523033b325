package dev.gatehouse.gateway.limit;

import dev.gatehouse.gateway.http.Answer;
import dev.gatehouse.gateway.settings.GatewaySettings.Rate;

/** The answers to those of whom there are too many. */
final class TooMany {

    private static final long SECOND = 1_000_000_000L;

    private TooMany() {}

    /**
     * 429 with the fields of draft-ietf-httpapi-ratelimit-headers: {@code RateLimit-Policy} names quota and window,
     * {@code RateLimit} what is left of it.
     *
     * @param policy what ran out
     * @param wait nanoseconds until there is one again
     */
    static Answer requests(String policy, Rate rate, long wait) {
        long seconds = Math.max(1, (wait + SECOND - 1) / SECOND);
        long window = Math.max(1, (rate.burst() + rate.perSecond() - 1L) / rate.perSecond());
        return Answer.problem(429, "too many requests", "RATE_LIMITED")
                .with("retry-after", Long.toString(seconds))
                .with("ratelimit-policy", "\"" + policy + "\";q=" + rate.burst() + ";w=" + window)
                .with("ratelimit", "\"" + policy + "\";r=0;t=" + seconds);
    }

    /** 503: this server has no place for another one now, whoever asks. */
    static Answer atServer(String what, String reason) {
        return Answer.problem(503, what, reason).with("retry-after", "1");
    }

    /** 429: this user has no place for another one now. */
    static Answer ofUser(String what, String reason) {
        return Answer.problem(429, what, reason).with("retry-after", "1");
    }
}
