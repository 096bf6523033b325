package dev.gatehouse.gateway.proxy;

import dev.gatehouse.gateway.exchange.Exchange;
import dev.gatehouse.gateway.exchange.ExchangeLimit;
import dev.gatehouse.gateway.exchange.ExchangeListener;
import dev.gatehouse.gateway.http.Answer;
import dev.gatehouse.gateway.http.RequestHead;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Begins and ends exchanges, and calls everybody who takes part in them. */
@Component
final class Exchanges {

    private static final Logger LOG = LoggerFactory.getLogger(Exchanges.class);

    private final List<ExchangeListener> listeners;
    private final List<ExchangeLimit> limits;

    Exchanges(ObjectProvider<ExchangeListener> listeners, ObjectProvider<ExchangeLimit> limits) {
        this.listeners = listeners.orderedStream().toList();
        this.limits = limits.orderedStream().toList();
    }

    Exchange begin(String route, RequestHead head) {
        return new Exchange(newId(), route, head, System.nanoTime());
    }

    /** A random id (RFC 9562 section 5.4). Nobody gains anything by guessing it: admins of the account alone look it up. */
    private static UUID newId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(
                (random.nextLong() & ~0xF000L) | 0x4000L,
                (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L);
    }

    Optional<Answer> verifying(Exchange exchange) {
        return first(limit -> limit.verifying(exchange));
    }

    void rejected(Exchange exchange) {
        limits.forEach(limit -> limit.rejected(exchange));
    }

    Optional<Answer> arrived(Exchange exchange) {
        return first(limit -> limit.arrived(exchange));
    }

    private Optional<Answer> first(Function<ExchangeLimit, Optional<Answer>> question) {
        for (ExchangeLimit limit : limits) {
            Optional<Answer> refusal = question.apply(limit);
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return Optional.empty();
    }

    /** Asks every limit; one that refuses gives back what those before it have counted. */
    Optional<Answer> relaying(Exchange exchange) {
        for (int i = 0; i < limits.size(); i++) {
            Optional<Answer> refusal = limits.get(i).relaying(exchange);
            if (refusal.isPresent()) {
                each(limits.subList(0, i), exchange, limit -> limit.left(exchange));
                return refusal;
            }
        }
        exchange.counted();
        return Optional.empty();
    }

    void decided(Exchange exchange) {
        each(listeners, exchange, listener -> listener.decided(exchange));
    }

    void relaying(Exchange exchange, HttpHeaders up) {
        exchange.relayed(System.nanoTime());
        each(listeners, exchange, listener -> listener.relaying(exchange, up));
    }

    /** A request to no MCP endpoint was answered. */
    void answeredElsewhere(RequestHead head, @Nullable InetSocketAddress peer, Answer answer) {
        Exchange exchange = begin("", head);
        exchange.from(peer);
        exchange.stopped(answer.status(), answer.reason(), exchange.startedAt());
        exchange.sentDown(head.method().equals("HEAD") ? 0 : answer.body().length);
        exchange.ending(Exchange.End.ANSWERED);
        ended(exchange);
    }

    void ended(Exchange exchange) {
        if (exchange.wasCounted()) {
            each(limits, exchange, limit -> limit.left(exchange));
        }
        each(listeners, exchange, listener -> listener.ended(exchange));
    }

    /** Tells each: one that fails keeps nobody from being told. */
    private static <T> void each(List<T> told, Exchange exchange, Consumer<T> how) {
        for (T one : told) {
            try {
                how.accept(one);
            } catch (RuntimeException e) {
                LOG.error("{} failed at an exchange: {}", one.getClass().getSimpleName(), exchange.head(), e);
            }
        }
    }
}
