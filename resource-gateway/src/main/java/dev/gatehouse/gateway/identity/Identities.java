package dev.gatehouse.gateway.identity;

import dev.gatehouse.gateway.exchange.Exchange;
import dev.gatehouse.gateway.exchange.UpstreamIdentity;
import dev.gatehouse.gateway.server.UpstreamScheme;
import java.util.List;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The identity for each scheme. */
@Component
final class Identities implements UpstreamIdentity {

    private static final Mono<Outcome> NOBODY = Mono.just(new Outcome.Shown(List.of()));

    @Override
    public Mono<Outcome> of(Exchange exchange) {
        return exchange.server().orElseThrow().scheme() instanceof UpstreamScheme.None
                ? NOBODY
                : Mono.just(new Outcome.Missing());
    }
}
