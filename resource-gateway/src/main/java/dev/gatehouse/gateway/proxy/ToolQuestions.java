package dev.gatehouse.gateway.proxy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.gateway.access.Gate;
import dev.gatehouse.gateway.access.Judgement;
import dev.gatehouse.gateway.exchange.Exchange;
import dev.gatehouse.gateway.exchange.UpstreamIdentity;
import dev.gatehouse.gateway.feed.Feed;
import dev.gatehouse.gateway.http.Answer.Header;
import dev.gatehouse.gateway.http.OwnLoop;
import dev.gatehouse.gateway.http.RequestHead;
import dev.gatehouse.gateway.limit.Caller;
import dev.gatehouse.gateway.lists.ToolPage;
import dev.gatehouse.gateway.mcp.RpcMessage;
import dev.gatehouse.gateway.mcp.ToolsQuestion;
import dev.gatehouse.gateway.server.ProxiedServer;
import dev.gatehouse.gateway.token.Verification;
import dev.gatehouse.gateway.tools.ToolHints;
import dev.gatehouse.policy.access.Operation;
import dev.gatehouse.policy.server.FeatureKind;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Where somebody who may only read calls a tool of which nothing is known, the upstream is asked for its list before they
 * are refused: with the head of that very request and as the same person, once in a while, and not for long.
 */
@Component
final class ToolQuestions {

    private static final Logger LOG = LoggerFactory.getLogger(ToolQuestions.class);

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final int MAX_PAGES = 10;
    private static final String LIST = "tools/list";

    private final Feed feed;
    private final Gate gate;
    private final ToolHints hints;
    private final UpstreamIdentity identity;
    private final Relay relay;
    private final Cache<Asker, CompletableFuture<Void>> asked =
            Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(PAUSE).build();

    ToolQuestions(Feed feed, Gate gate, ToolHints hints, UpstreamIdentity identity, Relay relay) {
        this.feed = feed;
        this.gate = gate;
        this.hints = hints;
        this.identity = identity;
        this.relay = relay;
    }

    /** What completes when as much is known as will be; empty where asking is of no use. To be called on an event loop. */
    Optional<CompletableFuture<Void>> about(Exchange exchange, byte[] body, Judgement.Stop refusal, OwnLoop loop) {
        if (!refusal.answer().reason().equals("INSUFFICIENT_SCOPE")
                || exchange.messages().size() != 1) {
            return Optional.empty();
        }
        RpcMessage call = exchange.messages().get(0);
        Verification verification = exchange.verification().orElseThrow();
        String tool = call.name();
        if (tool == null || !call.isRequest() || call.operation().featureKind() != FeatureKind.TOOL) {
            return Optional.empty();
        }
        ToolsQuestion question = ToolsQuestion.like(body);
        RpcMessage list = new RpcMessage(LIST, null, question.id(), Operation.of(LIST));
        Judgement mayList = gate.judge(feed.view(), exchange.route(), verification, List.of(list));
        if (!(mayList instanceof Judgement.Go go) || !isOfUse(go.server(), tool)) {
            return Optional.empty();
        }
        return Optional.of(asked.get(
                new Asker(go.server().view().id(), Caller.user(exchange).orElse(null)),
                asker -> ask(exchange, new Pages(go.server(), question, loop), list)));
    }

    private boolean isOfUse(ProxiedServer server, String tool) {
        return server.external().isEmpty()
                && !hints.knows(server, tool)
                && server.view().features().exposes(FeatureKind.TOOL, tool);
    }

    private CompletableFuture<Void> ask(Exchange behind, Pages pages, RpcMessage list) {
        Exchange exchange = new Exchange(behind.decisionId(), behind.route(), head(behind.head()), System.nanoTime());
        behind.verification().ifPresent(exchange::verified);
        behind.session().ifPresent(exchange::inSession);
        exchange.allowed(pages.server, List.of(list), System.nanoTime());
        CompletableFuture<Void> known = new CompletableFuture<>();
        try {
            pages.loop.then(identity.of(exchange), (outcome, failure) -> {
                if (outcome instanceof UpstreamIdentity.Outcome.Shown shown) {
                    page(pages, exchange, shown.headers(), known, null, 1);
                } else {
                    known.complete(null);
                }
            });
        } catch (RuntimeException e) {
            LOG.error("a question about tools failed: {}", exchange.head(), e);
            known.complete(null);
        }
        return known.completeOnTimeout(null, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Learns from one page, and from the next ones as long as somebody waits. */
    private void page(
            Pages pages,
            Exchange exchange,
            List<Header> shown,
            CompletableFuture<Void> known,
            @Nullable String cursor,
            int number) {
        relay.ask(pages.server, shown, pages.question.body(cursor), exchange, pages.loop)
                .thenAccept(told -> {
                    ToolPage page = told.flatMap(
                                    all -> ToolPage.read(all.contentType(), all.body(), pages.question.id()))
                            .orElse(null);
                    if (page != null) {
                        hints.saw(pages.server, page.readOnly());
                    }
                    if (page == null || page.nextCursor() == null || number == MAX_PAGES || known.isDone()) {
                        known.complete(null);
                    } else {
                        page(pages, exchange, shown, known, page.nextCursor(), number + 1);
                    }
                })
                .exceptionally(failure -> {
                    known.complete(null);
                    return null;
                });
    }

    /** The same head but for what describes its body. */
    private static RequestHead head(RequestHead of) {
        HttpHeaders headers = new DefaultHttpHeaders();
        for (Map.Entry<String, String> header : of.headers()) {
            String name = header.getKey();
            boolean ofTheCall = name.equalsIgnoreCase("mcp-name") || name.regionMatches(true, 0, "mcp-param-", 0, 10);
            if (!ofTheCall) {
                headers.add(name, header.getValue());
            }
        }
        if (headers.contains("mcp-method")) {
            headers.set("mcp-method", LIST);
        }
        headers.set("accept", "application/json, text/event-stream");
        headers.set("accept-encoding", "identity");
        return new RequestHead("POST", of.path(), headers);
    }

    private record Pages(ProxiedServer server, ToolsQuestion question, OwnLoop loop) {}

    /** Whose question it is: nobody's failures keep another from asking. */
    private record Asker(UUID server, @Nullable Caller caller) {}
}
