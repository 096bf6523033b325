package dev.gatehouse.gateway.proxy;

import dev.gatehouse.gateway.access.HostPolicy;
import dev.gatehouse.gateway.client.ClientRequest;
import dev.gatehouse.gateway.client.RequestHandler;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * From the raw path to who answers. A path is matched as it stands: one that is percent-encoded, has dot segments, empty
 * segments or matrix parameters names nothing here, so that no two parties can read it as two servers.
 */
@Component
final class Router implements RequestHandler {

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
    public void handle(ClientRequest request) {
        RequestHead head = RequestHead.of(request.method(), request.target(), request.headers());
        try {
            route(head, request);
        } catch (RuntimeException e) {
            broken(e, head, request);
        }
    }

    private void route(RequestHead head, ClientRequest request) {
        Optional<Answer> refusal = refusal(head, request);
        if (refusal.isPresent()) {
            answer(refusal.get(), head, request);
            return;
        }
        String route = endpoint(head.path());
        if (route != null) {
            mcp.handle(route, head, request);
        } else if (IssuerDocuments.isAt(head.path())) {
            request.loop().then(documents.answer(head), (found, failure) -> {
                if (found == null) {
                    broken(failure, head, request);
                } else if (!request.isOver()) {
                    answer(found, head, request);
                }
            });
        } else {
            answer(own(head), head, request);
        }
    }

    private void broken(@Nullable Throwable failure, RequestHead head, ClientRequest request) {
        LOG.error("a request failed: {}", head, failure);
        if (request.hasBegun()) {
            request.cut(true);
        } else {
            answer(Answer.problem(500, "something went wrong here", "INTERNAL"), head, request);
        }
    }

    private void answer(Answer answer, RequestHead head, ClientRequest request) {
        if (!head.path().startsWith("/health/")) {
            exchanges.answeredElsewhere(head, request.peer(), answer);
        }
        request.answer(answer, List.of());
    }

    /** What holds for every path, before anything else. */
    private Optional<Answer> refusal(RequestHead head, ClientRequest request) {
        Optional<Answer> problem = request.fault().isPresent()
                ? Optional.of(HeadCheck.unreadable(request.fault().get()))
                : HeadCheck.problem(head.method(), request.target(), request.version(), head.headers());
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
}
