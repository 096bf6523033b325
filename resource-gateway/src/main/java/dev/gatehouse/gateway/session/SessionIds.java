package dev.gatehouse.gateway.session;

import dev.gatehouse.gateway.exchange.Exchange;
import dev.gatehouse.gateway.http.RequestHead;
import dev.gatehouse.gateway.server.ProxiedServer;
import dev.gatehouse.gateway.settings.GatewaySettings;
import dev.gatehouse.gateway.token.VerifiedToken;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/**
 * Binds the sessions of upstreams to who opened them. A client is given {@code <id>.<mac>}, where the MAC covers the
 * server, the issuer and the subject; the upstream sees its own {@code <id>}. An id that was not given to this person
 * here is a session that does not exist.
 *
 * <p>The key comes of the credential that all gateways share: any of them knows the ids of the others, also after a
 * restart. The ids of before a change of that credential are unknown, and clients open new sessions.
 */
@Component
public final class SessionIds {

    private static final String HEADER = "mcp-session-id";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int MAC_LENGTH = 16;

    /** The first revision without sessions. */
    private static final String WITHOUT_SESSIONS = "2026-07-28";

    private final Key key;

    SessionIds(GatewaySettings settings) {
        byte[] shared = settings.feedCredential().value().getBytes(StandardCharsets.UTF_8);
        byte[] derived = mac(new SecretKeySpec(shared, ALGORITHM), List.of("gatehouse session ids 1"));
        this.key = new SecretKeySpec(derived, ALGORITHM);
    }

    /** Whether the request names no session, or one that who asks has opened here; then its id is kept for the upstream. */
    public boolean accepts(Exchange exchange, ProxiedServer server) {
        List<String> named = exchange.head().all(HEADER);
        if (named.isEmpty()) {
            return true;
        }
        Optional<String> id = named.size() == 1
                ? exchange.token().flatMap(of -> opened(named.get(0).strip(), server, of))
                : Optional.empty();
        id.ifPresent(exchange::inSession);
        return id.isPresent() || isWithoutSessions(exchange.head());
    }

    /** Names the session as the upstream knows it; what a client of a revision without sessions may have sent is dropped. */
    public void up(Exchange exchange, HttpHeaders headers) {
        headers.remove(HEADER);
        exchange.session().ifPresent(id -> headers.set(HEADER, id));
    }

    /** Names the session as this client may use it. */
    public void down(Exchange exchange, ProxiedServer server, HttpHeaders headers) {
        String id = headers.get(HEADER);
        if (id != null) {
            exchange.token()
                    .map(of -> bound(id, server, of))
                    .ifPresentOrElse(shown -> headers.set(HEADER, shown), () -> headers.remove(HEADER));
        }
    }

    private Optional<String> opened(String shown, ProxiedServer server, VerifiedToken by) {
        int dot = shown.lastIndexOf('.');
        if (dot <= 0) {
            return Optional.empty();
        }
        String id = shown.substring(0, dot);
        byte[] expected = bound(id, server, by).getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(expected, shown.getBytes(StandardCharsets.UTF_8))
                ? Optional.of(id)
                : Optional.empty();
    }

    private String bound(String id, ProxiedServer server, VerifiedToken by) {
        byte[] mac = Arrays.copyOf(mac(key, parts(id, server, by)), MAC_LENGTH);
        return id + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(mac);
    }

    private static List<String> parts(String id, ProxiedServer server, VerifiedToken by) {
        // Not its slug, which another server may have after it.
        String at = server.view().id().toString();
        // A token that names nobody stands for itself.
        return by.subject() != null
                ? List.of(at, by.issuer(), "sub", by.subject(), id)
                : List.of(at, by.issuer(), "jti", String.valueOf(by.tokenId()), id);
    }

    private static boolean isWithoutSessions(RequestHead head) {
        return head.single("mcp-protocol-version")
                .filter(version -> version.compareTo(WITHOUT_SESSIONS) >= 0)
                .isPresent();
    }

    /** Each part with its length before it, so that no two lists are the same bytes. */
    private static byte[] mac(Key key, List<String> parts) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                mac.update(
                        ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
                mac.update(bytes);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
