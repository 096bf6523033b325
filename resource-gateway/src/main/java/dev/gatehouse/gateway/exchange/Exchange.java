package dev.gatehouse.gateway.exchange;

import dev.gatehouse.gateway.http.Answer;
import dev.gatehouse.gateway.http.RequestHead;
import dev.gatehouse.gateway.mcp.RpcMessage;
import dev.gatehouse.gateway.server.ProxiedServer;
import dev.gatehouse.gateway.server.ServerEntry;
import dev.gatehouse.gateway.token.Verification;
import dev.gatehouse.gateway.token.VerifiedToken;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One request to an MCP endpoint and what became of it. Filled in step by step on the event loop of its connection;
 * {@link #cut} may be called from any thread.
 */
public final class Exchange {

    private static final String LISTENING = "subscriptions/listen";

    private final UUID decisionId;
    private final String route;
    private final RequestHead head;
    private final long startedAt;
    private final AtomicReference<@Nullable Answer> cut = new AtomicReference<>();
    private final AtomicReference<@Nullable Runnable> cutter = new AtomicReference<>();
    private @Nullable InetSocketAddress peer;
    private @Nullable ServerEntry place;
    private @Nullable Trace trace;
    private @Nullable Verification verification;
    private @Nullable ProxiedServer server;
    private @Nullable String session;
    private List<RpcMessage> messages = List.of();
    private int status;
    private String reason = "";
    private long decidedAt;
    private long awaitedAt;
    private long awaited;
    private long relayedAt;
    private long answeredAt;
    private long bytesUp;
    private long bytesDown;
    private boolean counted;
    private End end = End.CLIENT_LEFT;

    /**
     * A request whose head has arrived.
     *
     * @param decisionId by which its decision can be looked up
     * @param route what follows {@code /mcp/}; empty for a request that was to no MCP endpoint
     * @param startedAt now, as {@link System#nanoTime()}
     */
    public Exchange(UUID decisionId, String route, RequestHead head, long startedAt) {
        this.decisionId = decisionId;
        this.route = route;
        this.head = head;
        this.startedAt = startedAt;
    }

    /** How an exchange ended. The zero value says that nothing was finished. */
    public enum End {
        /** The client left, or its connection broke, before the answer was complete. */
        CLIENT_LEFT,
        /** The upstream broke off within its answer. */
        UPSTREAM_BROKE,
        /** We ended it: what allowed it does not hold any more. */
        CUT,
        /** Answered by the gateway itself. */
        ANSWERED,
        /** The upstream's answer was passed on whole. */
        RELAYED
    }

    /** Our part of a trace, for whoever looks on. */
    public interface Trace {
        /** The id that client, gateway and upstream share (W3C Trace Context section 3.2.2.3). */
        String id();
    }

    /** By which the decision can be looked up. */
    public UUID decisionId() {
        return decisionId;
    }

    /** {@code slug} or {@code bundle/slug}, as it was asked for; empty for a request to no MCP endpoint. */
    public String route() {
        return route;
    }

    /** The head of the request. */
    public RequestHead head() {
        return head;
    }

    /** When the head had arrived, as {@link System#nanoTime()}. */
    public long startedAt() {
        return startedAt;
    }

    /** Who is at the other end of the connection: the client, or a proxy in front of us. */
    public void from(@Nullable InetSocketAddress address) {
        this.peer = address;
    }

    /** Who is at the other end of the connection, if that is known. */
    public Optional<InetSocketAddress> peer() {
        return Optional.ofNullable(peer);
    }

    /** What was at the route when the head had arrived; null for nothing. */
    public void found(@Nullable ServerEntry entry) {
        this.place = entry;
    }

    /** What was at the route when the head had arrived, whether or not it was let through to. */
    public Optional<ServerEntry> place() {
        return Optional.ofNullable(place);
    }

    /** It is part of this trace. */
    public void traced(Trace begun) {
        this.trace = begun;
    }

    /** The trace that we take part in; empty where nobody collects traces. */
    public Optional<Trace> trace() {
        return Optional.ofNullable(trace);
    }

    /** The token was looked at. */
    public void verified(Verification outcome) {
        this.verification = outcome;
    }

    /** What was found about the token; empty before it was looked at, or when none came. */
    public Optional<Verification> verification() {
        return Optional.ofNullable(verification);
    }

    /** The token, if it was found genuine. Whether it is good for this server is another question. */
    public Optional<VerifiedToken> token() {
        return verification instanceof Verification.Genuine genuine ? Optional.of(genuine.token()) : Optional.empty();
    }

    /** From now on the client's body is waited for. */
    public void awaitsBody(long nanoTime) {
        this.awaitedAt = nanoTime;
    }

    /** The body is here, whole. */
    public void bodyArrived(int bytes, long nanoTime) {
        this.bytesUp = bytes;
        this.awaited = nanoTime - awaitedAt;
    }

    /** How long the client's body was waited for, in nanoseconds. */
    public long awaited() {
        return awaited;
    }

    /** The body was read. */
    public void asked(List<RpcMessage> read) {
        this.messages = List.copyOf(read);
    }

    /** What the body asks; empty for a request without one, and before it was read. */
    public List<RpcMessage> messages() {
        return messages;
    }

    /** It belongs to a session of its upstream. */
    public void inSession(String id) {
        this.session = id;
    }

    /** The id of its session, as the upstream knows it; empty outside of sessions. */
    public Optional<String> session() {
        return Optional.ofNullable(session);
    }

    /**
     * It may go on to this server.
     *
     * @param judged what it asks, as it was judged
     */
    public void allowed(ProxiedServer target, List<RpcMessage> judged, long nanoTime) {
        this.server = target;
        this.messages = List.copyOf(judged);
        this.reason = "ALLOW";
        this.decidedAt = nanoTime;
    }

    /** It was refused, or answered by the gateway itself. */
    public void stopped(int statusCode, String why, long nanoTime) {
        this.status = statusCode;
        this.reason = why;
        if (decidedAt == 0) {
            this.decidedAt = nanoTime;
        }
    }

    /** It goes to the upstream now. */
    public void relayed(long nanoTime) {
        this.relayedAt = nanoTime;
    }

    /** When it went to the upstream, as {@link System#nanoTime()}; 0 for never. */
    public long relayedAt() {
        return relayedAt;
    }

    /** The server that it was let through to; empty when it was not. */
    public Optional<ProxiedServer> server() {
        return Optional.ofNullable(server);
    }

    /** The upstream's status is known. */
    public void answered(int statusCode, long nanoTime) {
        this.status = statusCode;
        this.answeredAt = nanoTime;
    }

    /** Bytes of an answer went towards the client. */
    public void sentDown(int bytes) {
        this.bytesDown += bytes;
    }

    /** The status that the client was sent; 0 for none. */
    public int status() {
        return status;
    }

    /** {@code ALLOW}, or the reason code of the refusal. */
    public String reason() {
        return reason;
    }

    /** When it was decided, as {@link System#nanoTime()}; 0 before. */
    public long decidedAt() {
        return decidedAt;
    }

    /** When the head of the upstream's answer was there, as {@link System#nanoTime()}; 0 for never. */
    public long answeredAt() {
        return answeredAt;
    }

    /** How many bytes the body of the request had. */
    public long bytesUp() {
        return bytesUp;
    }

    /** How many bytes of an answer's body went towards the client. */
    public long bytesDown() {
        return bytesDown;
    }

    /** The limits have counted it, and must be told of its end. */
    public void counted() {
        this.counted = true;
    }

    /** Whether the limits have counted it. */
    public boolean wasCounted() {
        return counted;
    }

    /** How it ends, unless something else happens first. */
    public void ending(End how) {
        this.end = how;
    }

    /** How it ended. */
    public End end() {
        return cut.get() == null ? end : End.CUT;
    }

    /** From now on it can be cut: by running {@code how}, once, from any thread. */
    public void cuttable(Runnable how) {
        cutter.set(how);
        if (cut.get() != null) {
            runCutter();
        }
    }

    /**
     * Ends it at once, because what allowed it does not hold any more. Only the first call counts.
     *
     * @param why what the client is told, where no answer has begun yet
     */
    public void cut(Answer why) {
        if (cut.compareAndSet(null, Objects.requireNonNull(why))) {
            runCutter();
        }
    }

    /** Why it was cut; empty when it was not. */
    public Optional<String> cutReason() {
        return cut().map(Answer::reason);
    }

    /** What the client is told of the cut, if it can be told anything; empty when it was not cut. */
    public Optional<Answer> cut() {
        return Optional.ofNullable(cut.get());
    }

    /** Whether it only listens, for as long as it is allowed to: nothing that was asked for is under way. */
    public boolean listens() {
        if (messages.isEmpty()) {
            return head.method().equals("GET");
        }
        for (RpcMessage message : messages) {
            if (!LISTENING.equals(message.method())) {
                return false;
            }
        }
        return true;
    }

    private void runCutter() {
        Runnable how = cutter.getAndSet(null);
        if (how != null) {
            how.run();
        }
    }
}
