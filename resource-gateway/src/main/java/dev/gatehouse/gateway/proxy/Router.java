package dev.gatehouse.gateway.proxy;

import dev.gatehouse.gateway.feed.Feed;
import dev.gatehouse.gateway.feed.Feed.View;
import dev.gatehouse.gateway.health.HealthAnswers;
import dev.gatehouse.gateway.http.Answer;
import dev.gatehouse.gateway.http.RequestHead;
import dev.gatehouse.gateway.metadata.ProtectedResourceMetadata;
import java.util.List;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.netty.channel.AbortedException;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * From the raw path to who answers. A path is matched as it stands: one that is percent-encoded, has dot segments, empty
 * segments or matrix parameters names nothing here, so that no two parties can read it as two servers.
 */
@Component
final class Router implements BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> {

    private static final Logger LOG = LoggerFactory.getLogger(Router.class);
    private static final Pattern MCP = Pattern.compile("/mcp/([a-z0-9][a-z0-9-]*(?:/[a-z0-9][a-z0-9-]*)?)/?");

    private final Feed feed;
    private final HealthAnswers health;
    private final McpEndpoint mcp;
    private final Exchanges exchanges;

    Router(Feed feed, HealthAnswers health, McpEndpoint mcp, Exchanges exchanges) {
        this.feed = feed;
        this.health = health;
        this.mcp = mcp;
        this.exchanges = exchanges;
    }

    @Override
    public Publisher<Void> apply(HttpServerRequest request, HttpServerResponse response) {
        RequestHead head = RequestHead.of(request.method().name(), request.uri(), request.requestHeaders());
        try {
            return route(head, request, response)
                    .onErrorResume(failure -> failed(failure, head, request, response))
                    .publishOn(OwnLoop.of(response));
        } catch (RuntimeException e) {
            return failed(e, head, request, response);
        }
    }

    private Mono<Void> route(RequestHead head, HttpServerRequest request, HttpServerResponse response) {
        Matcher endpoint = MCP.matcher(head.path());
        if (endpoint.matches()) {
            return mcp.handle(endpoint.group(1), head, request, response);
        }
        Answer answer = own(head);
        if (!head.path().startsWith("/health/")) {
            exchanges.answeredElsewhere(head, request.remoteAddress(), answer);
        }
        return write(answer, head, request, response);
    }

    private Answer own(RequestHead head) {
        if (head.path().startsWith("/health/")) {
            return health.answer(head.method(), head.path());
        }
        View view = feed.view();
        if (view == null) {
            return Answer.problem(503, "not ready yet", "NOT_READY").with("retry-after", "2");
        }
        return ProtectedResourceMetadata.isAt(head.path())
                ? ProtectedResourceMetadata.answer(head, view.state())
                : Answer.problem(404, "nothing here", "NOT_FOUND");
    }

    private static Mono<Void> failed(
            Throwable failure, RequestHead head, HttpServerRequest request, HttpServerResponse response) {
        if (failure instanceof AbortedException || response.hasSentHeaders()) {
            return Mono.error(failure);
        }
        LOG.error("an exchange failed: {}", head, failure);
        return write(Answer.problem(500, "something went wrong here", "INTERNAL"), head, request, response);
    }

    private static Mono<Void> write(
            Answer answer, RequestHead head, HttpServerRequest request, HttpServerResponse response) {
        return AnswerWriter.write(answer, List.of(), head.method().equals("HEAD"), response, new RequestBody(request));
    }
}
