package dev.gatehouse.gateway.proxy;

import dev.gatehouse.gateway.exchange.AnswerRewriter;
import dev.gatehouse.gateway.exchange.Exchange;
import dev.gatehouse.gateway.http.Answer.Header;
import dev.gatehouse.gateway.http.OwnLoop;
import dev.gatehouse.gateway.server.ProxiedServer;
import dev.gatehouse.gateway.session.SessionIds;
import dev.gatehouse.gateway.upstream.UpstreamCall;
import dev.gatehouse.gateway.upstream.Upstreams;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Passes one request to an upstream and its answer back, as it comes.
 *
 * <p>Answers go down as they come, but for small ones and those that are changed ({@link RelayedAnswer}); there is no limit on the time that an
 * answer takes. A client that leaves closes the upstream's connection, whatever its state. An upstream that breaks off
 * before its answer gives 502, one that breaks off within it gives a connection that breaks off too. No request is ever
 * sent twice: a tool call may have run.
 */
@Component
final class Relay {

    private final Exchanges exchanges;
    private final SessionIds sessions;
    private final List<AnswerRewriter> rewriters;
    private final Upstreams upstreams;
    private final Hops hops;

    Relay(
            Upstreams upstreams,
            Exchanges exchanges,
            SessionIds sessions,
            Hops hops,
            ObjectProvider<AnswerRewriter> rewriters) {
        this.upstreams = upstreams;
        this.exchanges = exchanges;
        this.sessions = sessions;
        this.hops = hops;
        this.rewriters = rewriters.orderedStream().toList();
    }

    /**
     * Relays, with the body if one was read.
     *
     * @param identity headers that say to the upstream who it is
     */
    void relay(ProxiedServer server, List<Header> identity, Downstream down) {
        Exchange exchange = down.exchange();
        if (exchange.cut().isPresent()) {
            down.write(exchange.cut().get());
            return;
        }
        exchange.ending(Exchange.End.CLIENT_LEFT);
        HttpHeaders headers = new DefaultHttpHeaders();
        head(headers, identity, exchange);
        rewriters.forEach(rewriter -> rewriter.prepare(exchange, headers));
        exchanges.relaying(exchange, headers);
        RelayedAnswer answer = new RelayedAnswer(server, down, sessions, rewriters);
        down.relays(answer);
        exchange.cuttable(() -> down.loop().run(answer::cut));
        if (down.request().isOver() || down.request().hasBegun()) {
            return; // cut meanwhile
        }
        byte[] content = down.body().content();
        answer.comesFrom(upstreams.send(
                down.loop().loop(),
                server.upstream(),
                HttpMethod.valueOf(exchange.head().method()),
                headers,
                Unpooled.wrappedBuffer(content),
                answer));
    }

    /**
     * Asks the upstream something on behalf of an exchange; what it answers stays here. Empty unless it is a 200 within the
     * limit that comes in time.
     */
    CompletableFuture<Optional<ToolAnswer.Told>> ask(
            ProxiedServer server, List<Header> identity, byte[] content, Exchange exchange, OwnLoop loop) {
        HttpHeaders headers = new DefaultHttpHeaders();
        head(headers, identity, exchange);
        ToolAnswer answer = new ToolAnswer();
        ByteBuf body = Unpooled.wrappedBuffer(content);
        UpstreamCall call = upstreams.send(loop.loop(), server.upstream(), HttpMethod.POST, headers, body, answer);
        return answer.within(loop, call);
    }

    private void head(HttpHeaders headers, List<Header> identity, Exchange exchange) {
        HeaderRules.up(exchange.head().headers(), headers);
        hops.up(exchange.head().headers(), headers);
        sessions.up(exchange, headers);
        identity.forEach(header -> headers.set(header.name(), header.value()));
    }
}
