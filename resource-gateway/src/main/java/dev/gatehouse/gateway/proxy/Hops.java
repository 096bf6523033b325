package dev.gatehouse.gateway.proxy;

import dev.gatehouse.gateway.http.Answer;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Says to upstreams which gateway sent a request on (RFC 9110 section 7.6.3), so that one that is its own upstream, by
 * whatever detour, notices. The names of other proxies say something of the inside and are not passed on.
 */
@Component
final class Hops {

    static final int MOST = 8;

    private static final Pattern OURS = Pattern.compile("1\\.1 (gatehouse-[0-9a-f]{32})");

    private final String own = "1.1 gatehouse-" + UUID.randomUUID().toString().replace("-", "");

    /** The refusal of a request that has been here before, or through too many gateways. */
    Optional<Answer> problem(HttpHeaders headers) {
        if (!headers.contains(HttpHeaderNames.VIA)) {
            return Optional.empty();
        }
        List<String> before = gateways(headers);
        return before.size() > MOST || before.contains(own)
                ? Optional.of(Answer.problem(508, "the request goes round in circles", "LOOP"))
                : Optional.empty();
    }

    /** Says that it went through here. */
    void up(HttpHeaders from, HttpHeaders to) {
        String via = from.contains(HttpHeaderNames.VIA)
                ? String.join(
                        ", ",
                        Stream.concat(gateways(from).stream(), Stream.of(own)).toList())
                : own;
        to.set(HttpHeaderNames.VIA, via);
    }

    private static List<String> gateways(HttpHeaders headers) {
        return headers.getAll(HttpHeaderNames.VIA).stream()
                .flatMap(value -> Stream.of(value.split(",", -1)))
                .map(entry -> OURS.matcher(entry.strip()))
                .filter(Matcher::matches)
                .map(Matcher::group)
                .toList();
    }
}
