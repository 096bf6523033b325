package dev.gatehouse.gateway.lists;

import dev.gatehouse.gateway.exchange.AnswerRewriter;
import dev.gatehouse.gateway.exchange.Exchange;
import dev.gatehouse.gateway.http.Room;
import dev.gatehouse.gateway.mcp.HeaderCheck;
import dev.gatehouse.gateway.mcp.RpcFault;
import dev.gatehouse.gateway.mcp.RpcMessage;
import dev.gatehouse.gateway.server.ProxiedServer;
import dev.gatehouse.gateway.tools.ToolHints;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Finds the answers that hold lists, and what must be done to them. Every other answer passes untouched.
 *
 * <p>Where a feature policy hides something, its lists are cut down to what is exposed: in the answer to a request for a
 * list, and on the stream of a GET, which may replay one (2025-11-25). Since 2026-07-28 what may be cached is marked as
 * private. From the answer to one {@code tools/list} it is learned which tools are read-only.
 */
@Component
final class ListAnswers implements AnswerRewriter {

    private static final Set<String> LISTS =
            Set.of("tools/list", "resources/list", "resources/templates/list", "prompts/list");
    private static final Set<String> CACHEABLE = Set.of("server/discover", "resources/read");

    private final ToolHints hints;
    private final Scheduler workers;
    private final Room room = Room.inHeap(ListReader.MAX);

    ListAnswers(ToolHints hints, ExecutorService verificationWorkers) {
        this.hints = hints;
        this.workers = Schedulers.fromExecutor(verificationWorkers);
    }

    @Override
    public void prepare(Exchange exchange, HttpHeaders up) {
        if (look(exchange).isPresent()) {
            up.set(HttpHeaderNames.ACCEPT_ENCODING, "identity");
        }
    }

    @Override
    public Optional<Rewrite> rewriteOf(Exchange exchange, int status, HttpHeaders headers) {
        if (headers.get(HttpHeaderNames.CONTENT_LENGTH, "").equals("0")) {
            return Optional.empty();
        }
        // An error is passed on, whatever it is; a list in it is cut down.
        return look(exchange)
                .map(look -> status < 400 ? look : look.lenient())
                .flatMap(look -> rewriteOf(look, exchange, headers));
    }

    private Optional<Rewrite> rewriteOf(Look look, Exchange exchange, HttpHeaders headers) {
        String type = headers.get(HttpHeaderNames.CONTENT_TYPE, "").strip().toLowerCase(Locale.ROOT);
        boolean events = isType(type, "text/event-stream");
        boolean json = isType(type, "application/json");
        if (headers.getAll(HttpHeaderNames.CONTENT_TYPE).size() > 1 || isEncoded(headers)) {
            return look.strict() ? Optional.of(refused(exchange, headers)) : Optional.empty();
        }
        if (events) {
            return Optional.of(
                    look.changes() ? events(look, exchange) : Overheard.events(look, room(exchange), workers));
        }
        if (json && !look.changes()) {
            return Optional.of(Overheard.json(look, room(exchange), workers));
        }
        boolean replay = exchange.messages().isEmpty();
        if (json || look.strict() && !replay) {
            return Optional.of(whole(look, exchange, headers, json));
        }
        // On a GET nobody says what it is, and a client may take it for either.
        return look.strict() ? Optional.of(refused(exchange, headers)) : Optional.empty();
    }

    /** One bad upstream takes the room of its own server. */
    private Room.Share room(Exchange exchange) {
        return room.of(
                exchange.server().<Object>map(server -> server.view().id()).orElse(""));
    }

    private Rewrite events(Look look, Exchange exchange) {
        return new EventStreamAnswer(
                look, room(exchange), exchange.messages().isEmpty() ? null : refusal(exchange), workers);
    }

    private Rewrite whole(Look look, Exchange exchange, HttpHeaders headers, boolean json) {
        if (!json) {
            headers.set(HttpHeaderNames.CONTENT_TYPE, "application/json");
        }
        forgetDigests(headers);
        return new WholeAnswer(look, room(exchange), refusal(exchange), workers);
    }

    private Optional<Look> look(Exchange exchange) {
        ProxiedServer server = exchange.server().orElse(null);
        List<RpcMessage> messages = exchange.messages();
        boolean lists = messages.isEmpty() ? exchange.head().method().equals("GET") : asksOne(messages, LISTS);
        boolean cacheable = asksOne(messages, CACHEABLE);
        if (server == null || !lists && !cacheable) {
            return Optional.empty();
        }
        boolean restricted = server.view().features().restrictsAny();
        boolean stateless = messages.stream().anyMatch(message -> HeaderCheck.isStateless(exchange.head(), message));
        boolean mustChange = lists && (restricted || stateless);
        boolean mayChange = stateless && cacheable;
        String learnedFrom = learnedFrom(server, messages);
        return mustChange || mayChange || learnedFrom != null
                ? Optional.of(new Look(
                        server.view().features(),
                        stateless,
                        mustChange,
                        learnedFrom,
                        (tools, cursor) -> hints.saw(server, tools)))
                : Optional.empty();
    }

    private static boolean asksOne(List<RpcMessage> messages, Set<String> methods) {
        for (RpcMessage message : messages) {
            if (message.method() != null && methods.contains(message.method())) {
                return true;
            }
        }
        return false;
    }

    /** Only from a request by itself: in a batch the answer to a tool's call could be given out for a list. */
    private static @Nullable String learnedFrom(ProxiedServer server, List<RpcMessage> messages) {
        boolean alone =
                messages.size() == 1 && "tools/list".equals(messages.get(0).method());
        return alone && server.external().isEmpty() ? messages.get(0).id() : null;
    }

    private static boolean isType(String value, String type) {
        return value.equals(type) || value.startsWith(type) && " \t;".indexOf(value.charAt(type.length())) >= 0;
    }

    private static boolean isEncoded(HttpHeaders headers) {
        return headers.getAll(HttpHeaderNames.CONTENT_ENCODING).stream()
                .anyMatch(coding -> !coding.strip().equalsIgnoreCase("identity"));
    }

    private Rewrite refused(Exchange exchange, HttpHeaders headers) {
        headers.remove(HttpHeaderNames.CONTENT_ENCODING);
        headers.set(HttpHeaderNames.CONTENT_TYPE, "application/json");
        forgetDigests(headers);
        byte[] refusal = refusal(exchange);
        // What nobody reads is closed with the connection.
        return (unread, loop) -> Flux.just(Unpooled.wrappedBuffer(refusal));
    }

    /** They are about a body that the client does not get. */
    private static void forgetDigests(HttpHeaders headers) {
        List.of("etag", "content-md5", "digest", "content-digest", "repr-digest")
                .forEach(headers::remove);
    }

    /** An error for each request, in the form in which they were asked. */
    private static byte[] refusal(Exchange exchange) {
        List<String> errors = exchange.messages().stream()
                .filter(RpcMessage::isRequest)
                .map(message -> RpcFault.unreadableList(message.id()).text())
                .toList();
        String text = errors.size() == 1
                ? errors.get(0)
                : errors.isEmpty() ? RpcFault.unreadableList(null).text() : "[" + String.join(",", errors) + "]";
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
