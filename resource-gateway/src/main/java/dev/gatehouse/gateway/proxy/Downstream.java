package dev.gatehouse.gateway.proxy;

import dev.gatehouse.gateway.client.ClientRequest;
import dev.gatehouse.gateway.client.RequestBody;
import dev.gatehouse.gateway.exchange.Exchange;
import dev.gatehouse.gateway.http.Answer;
import dev.gatehouse.gateway.http.Answer.Header;
import dev.gatehouse.gateway.http.OwnLoop;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The client's side of an exchange. */
final class Downstream implements ClientRequest.Watcher {

    private static final Logger LOG = LoggerFactory.getLogger(Downstream.class);
    private static final Logger DECISIONS = LoggerFactory.getLogger("dev.gatehouse.gateway.decision");

    private final Exchange exchange;
    private final ClientRequest request;
    private final List<Header> cors;
    private final Exchanges exchanges;
    private @Nullable RelayedAnswer relayed;

    /**
     * Begins.
     *
     * @param exchange what is written about; it ends when the request does
     * @param cors headers for a browser, on every answer
     */
    Downstream(Exchange exchange, ClientRequest request, List<Header> cors, Exchanges exchanges) {
        this.exchange = exchange;
        this.request = request;
        this.cors = cors;
        this.exchanges = exchanges;
        request.watch(this);
    }

    Exchange exchange() {
        return exchange;
    }

    ClientRequest request() {
        return request;
    }

    RequestBody body() {
        return request.body();
    }

    OwnLoop loop() {
        return request.loop();
    }

    List<Header> cors() {
        return cors;
    }

    /** What is passed on from now on. */
    void relays(RelayedAnswer answer) {
        relayed = answer;
    }

    /** Writes an answer of our own. */
    void write(Answer answer) {
        exchange.stopped(answer.status(), answer.reason(), System.nanoTime());
        exchange.ending(Exchange.End.ANSWERED);
        Answer decided = answer.decided(exchange.decisionId());
        exchange.sentDown(exchange.head().method().equals("HEAD") ? 0 : decided.body().length);
        request.answer(decided, cors);
    }

    /** Answers by ourselves, which decides it. */
    void stop(Answer answer) {
        DECISIONS.debug(
                "route={} method={} status={} reason={}",
                exchange.route(),
                exchange.head().method(),
                answer.status(),
                answer.reason());
        exchange.stopped(answer.status(), answer.reason(), System.nanoTime());
        exchanges.decided(exchange);
        write(answer);
    }

    /** A fault of our own. It has a decision id, as every answer has, and is in the books. */
    void broken(Throwable failure) {
        if (request.isOver()) {
            LOG.debug("route={} failed behind its end: {}", exchange.route(), exchange.head(), failure);
            return;
        }
        LOG.error("route={} failed: {}", exchange.route(), exchange.head(), failure);
        if (request.hasBegun()) {
            request.cut(true);
            return;
        }
        Answer answer = Answer.problem(500, "something went wrong here", "INTERNAL");
        if (exchange.decidedAt() == 0) {
            stop(answer);
        } else {
            write(answer);
        }
    }

    @Override
    public void writable() {
        if (relayed != null) {
            relayed.writable();
        }
    }

    @Override
    public void over(boolean whole) {
        if (relayed != null) {
            relayed.stop();
            if (whole && exchange.end() == Exchange.End.CLIENT_LEFT) {
                exchange.ending(Exchange.End.RELAYED);
            }
        }
        body().forget();
        exchanges.ended(exchange);
    }
}
