package dev.gatehouse.gateway.mcp;

import dev.gatehouse.gateway.http.RequestHead;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code Mcp-Method} and {@code Mcp-Name} must say what the body says (Streamable HTTP 2026-07-28); a request that they
 * misdescribe is refused, since somebody on the way may have believed them.
 */
public final class HeaderCheck {

    private static final List<String> ONCE =
            List.of("mcp-method", "mcp-name", "mcp-protocol-version", "mcp-session-id");
    private static final String OPEN = "=?base64?";
    private static final String CLOSE = "?=";

    private HeaderCheck() {}

    /** What is wrong with the headers as such: one that may come once came twice. */
    public static Optional<RpcFault> repeated(RequestHead head) {
        return ONCE.stream().anyMatch(name -> head.all(name).size() > 1)
                ? Optional.of(new RpcFault(RpcFault.HEADER_MISMATCH, "a header came more than once", null))
                : Optional.empty();
    }

    /** The first disagreement between headers and body. */
    public static Optional<RpcFault> disagreement(RequestHead head, List<RpcMessage> messages) {
        Optional<String> method = head.single("mcp-method");
        Optional<String> name = head.single("mcp-name");
        for (RpcMessage message : messages) {
            boolean methodAgrees = method.isEmpty() || method.get().equals(message.method());
            boolean nameAgrees =
                    name.isEmpty() || message.name() == null || message.name().equals(decoded(name.get()));
            if (!methodAgrees || !nameAgrees) {
                return Optional.of(new RpcFault(
                        RpcFault.HEADER_MISMATCH, "the headers do not say what the body says", message.id()));
            }
        }
        return Optional.empty();
    }

    /** The value of a header that may be {@code =?base64?...?=}; null when that is no UTF-8 in Base64. */
    private static @Nullable String decoded(String value) {
        if (!value.startsWith(OPEN) || !value.endsWith(CLOSE) || value.length() < OPEN.length() + CLOSE.length()) {
            return value;
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(value.substring(OPEN.length(), value.length() - CLOSE.length()));
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return null;
        }
    }
}
