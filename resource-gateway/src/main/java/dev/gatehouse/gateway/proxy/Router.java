package dev.gatehouse.gateway.proxy;

import dev.gatehouse.gateway.access.HostPolicy;
import dev.gatehouse.gateway.discovery.IssuerDocuments;
import dev.gatehouse.gateway.feed.Feed;
import dev.gatehouse.gateway.feed.Feed.View;
import dev.gatehouse.gateway.health.HealthAnswers;
import dev.gatehouse.gateway.http.Answer;
import dev.gatehouse.gateway.http.HeadCheck;
import dev.gatehouse.gateway.http.RequestHead;
import dev.gatehouse.gateway.metadata.ProtectedResourceMetadata;
import dev.gatehouse.gateway.metadata.PublishedKeys;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
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
    private static final String MCP = "/mcp/";

    private final HostPolicy hosts;
    private final Feed feed;
    private final HealthAnswers health;
    private final IssuerDocuments documents;
    private final McpEndpoint mcp;
    private final Exchanges exchanges;
    private final Hops hops;

    Router(
            HostPolicy hosts,
            Feed feed,
            HealthAnswers health,
            IssuerDocuments documents,
            McpEndpoint mcp,
            Exchanges exchanges,
            Hops hops) {
        this.hosts = hosts;
        this.feed = feed;
        this.health = health;
        this.documents = documents;
        this.mcp = mcp;
        this.exchanges = exchanges;
        this.hops = hops;
    }

    @Override
    public Publisher<Void> apply(HttpServerRequest request, HttpServerResponse response) {
        RequestHead head = RequestHead.of(request.method().name(), request.uri(), request.requestHeaders());
        try {
            return OwnLoop.of(response)
                    .back(route(head, request, response)
                            .onErrorResume(failure -> failed(failure, head, request, response)));
        } catch (RuntimeException e) {
            return failed(e, head, request, response);
        }
    }

    private Mono<Void> route(RequestHead head, HttpServerRequest request, HttpServerResponse response) {
        Optional<Answer> refusal = refusal(head, request);
        if (refusal.isPresent()) {
            exchanges.answeredElsewhere(head, request.remoteAddress(), refusal.get());
            return write(refusal.get(), head, request, response);
        }
        String route = endpoint(head.path());
        if (route != null) {
            return mcp.handle(route, head, request, response);
        }
        Mono<Answer> answer = IssuerDocuments.isAt(head.path()) ? documents.answer(head) : Mono.just(own(head));
        return OwnLoop.of(response).back(answer).flatMap(known -> {
            if (!head.path().startsWith("/health/")) {
                exchanges.answeredElsewhere(head, request.remoteAddress(), known);
            }
            return write(known, head, request, response);
        });
    }

    /** What holds for every path, before anything else. */
    private Optional<Answer> refusal(RequestHead head, HttpServerRequest request) {
        Optional<Answer> problem = HeadCheck.problem(head.method(), request.uri(), request.version(), head.headers());
        if (problem.isPresent()) {
            return problem;
        }
        if (HeaderRules.namesEndToEnd(head.headers())) {
            return Optional.of(Answer.problem(400, "Connection names a header that is not its own", "CONNECTION_OPTION")
                    .with("connection", "close"));
        }
        Optional<Answer> loop = hops.problem(head.headers());
        return loop.isPresent() ? loop : hosts.problem(head);
    }

    /** What follows {@code /mcp/}: one or two names and perhaps a slash; null for any other path. */
    static @Nullable String endpoint(String path) {
        if (!path.startsWith(MCP)) {
            return null;
        }
        int end = path.endsWith("/") ? path.length() - 1 : path.length();
        int names = 1;
        boolean within = false;
        for (int i = MCP.length(); i < end; i++) {
            char c = path.charAt(i);
            if (c == '/') {
                if (!within || names == 2) {
                    return null;
                }
                names = 2;
                within = false;
            } else if (isLetterOrDigit(c) || (c == '-' && within)) {
                within = true;
            } else {
                return null;
            }
        }
        return within ? path.substring(MCP.length(), end) : null;
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }

    private Answer own(RequestHead head) {
        if (head.path().startsWith("/health/")) {
            return health.answer(head.method(), head.path());
        }
        View view = feed.view();
        if (view == null) {
            return Answer.problem(503, "not ready yet", "NOT_READY").with("retry-after", "2");
        }
        if (PublishedKeys.isAt(head.path())) {
            return PublishedKeys.answer(head, view.state().assertionKeys());
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
