package dev.gatehouse.gateway.limit;

import dev.gatehouse.gateway.exchange.Exchange;
import dev.gatehouse.gateway.exchange.ExchangeLimit;
import dev.gatehouse.gateway.http.Answer;
import dev.gatehouse.gateway.server.ProxiedServer;
import dev.gatehouse.gateway.settings.GatewaySettings;
import dev.gatehouse.gateway.settings.GatewaySettings.Limits;
import java.util.Optional;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * So many exchanges under way at a server at once, all ways to it together, and so many of one user there. What only listens
 * is counted apart: it costs an upstream next to nothing, and there is one for each client that is open somewhere.
 */
@Component
final class Concurrency implements ExchangeLimit {

    private final Limits limits;
    private final Places places = new Places();

    @Autowired
    Concurrency(GatewaySettings settings) {
        this(settings.limits());
    }

    Concurrency(Limits limits) {
        this.limits = limits;
    }

    @Override
    public Optional<Answer> relaying(Exchange exchange) {
        Optional<ProxiedServer> server = exchange.server();
        if (server.isEmpty()) {
            return Optional.empty();
        }
        boolean listens = exchange.listens();
        UUID id = server.get().view().id();
        Optional<OfUser> user = ofUser(exchange, id, listens);
        if (user.isPresent() && !places.take(user.get(), listens ? limits.userStreams() : limits.userConcurrency())) {
            return Optional.of(TooMany.ofUser(
                    listens ? "too many open streams of this user" : "too many requests of this user at once",
                    listens ? "USER_STREAMS" : "USER_BUSY"));
        }
        if (!places.take(new AtServer(id, listens), listens ? limits.serverStreams() : atOnce(server.get()))) {
            user.ifPresent(places::give);
            return Optional.of(TooMany.atServer(
                    listens ? "too many open streams at this server" : "too many requests at once at this server",
                    listens ? "SERVER_STREAMS" : "SERVER_BUSY"));
        }
        return Optional.empty();
    }

    @Override
    public void left(Exchange exchange) {
        exchange.server().ifPresent(server -> {
            boolean listens = exchange.listens();
            UUID id = server.view().id();
            places.give(new AtServer(id, listens));
            ofUser(exchange, id, listens).ifPresent(places::give);
        });
    }

    int remembered() {
        return places.remembered();
    }

    private int atOnce(ProxiedServer server) {
        return server.maxConcurrent() > 0 ? server.maxConcurrent() : limits.serverConcurrency();
    }

    private static Optional<OfUser> ofUser(Exchange exchange, UUID server, boolean listens) {
        return Caller.user(exchange).map(caller -> new OfUser(server, caller, listens));
    }

    private record AtServer(UUID server, boolean listens) {}

    private record OfUser(UUID server, Caller caller, boolean listens) {}
}
