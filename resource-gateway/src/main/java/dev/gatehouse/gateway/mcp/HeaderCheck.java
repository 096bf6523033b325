package dev.gatehouse.gateway.mcp;

import dev.gatehouse.gateway.http.RequestHead;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code Mcp-Method} and {@code Mcp-Name} must say what the body says (Streamable HTTP 2026-07-28); a request that they
 * misdescribe is refused, since somebody on the way may have believed them.
 */
public final class HeaderCheck {

    private static final List<String> ONCE =
            List.of("mcp-method", "mcp-name", "mcp-protocol-version", "mcp-session-id");
    /** The methods whose requests must have {@code Mcp-Name}; on others that name something it may be. */
    private static final Set<String> MIRRORED =
            Set.of("tools/call", "prompts/get", "resources/read", "tasks/get", "tasks/update", "tasks/cancel");

    private static final String OPEN = "=?base64?";
    private static final String CLOSE = "?=";

    private HeaderCheck() {}

    /** What is wrong with the headers as such: one that may come once came twice. */
    public static Optional<RpcFault> repeated(RequestHead head) {
        return ONCE.stream().anyMatch(head::repeats)
                ? Optional.of(new RpcFault(RpcFault.HEADER_MISMATCH, "a header came more than once", null))
                : Optional.empty();
    }

    /**
     * The first disagreement between headers and body. Of a request in a revision that has the standard headers, one that
     * is missing is a disagreement, too; notifications may go without.
     */
    public static Optional<RpcFault> disagreement(RequestHead head, List<RpcMessage> messages) {
        Optional<String> version = head.single("mcp-protocol-version");
        for (RpcMessage message : messages) {
            boolean strict = message.isRequest()
                    && (ProtocolVersion.isStateless(version.orElse(null))
                            || ProtocolVersion.isStateless(message.protocolVersion()));
            if (!versionAgrees(version, message, strict)
                    || !methodAgrees(head.single("mcp-method"), message, strict)
                    || !nameAgrees(head.single("mcp-name"), message, strict)) {
                return Optional.of(new RpcFault(
                        RpcFault.HEADER_MISMATCH, "the headers do not say what the body says", message.id()));
            }
        }
        return Optional.empty();
    }

    /** Whether these are of a revision in which every request stands for itself. */
    public static boolean isStateless(RequestHead head, RpcMessage message) {
        return ProtocolVersion.isStateless(message.protocolVersion())
                || ProtocolVersion.isStateless(
                        head.single("mcp-protocol-version").orElse(null));
    }

    private static boolean versionAgrees(Optional<String> header, RpcMessage message, boolean strict) {
        String claimed = message.protocolVersion();
        return claimed == null || header.map(claimed::equals).orElse(!strict);
    }

    private static boolean methodAgrees(Optional<String> header, RpcMessage message, boolean strict) {
        return header.map(method -> method.equals(message.method())).orElse(!strict);
    }

    private static boolean nameAgrees(Optional<String> header, RpcMessage message, boolean strict) {
        String name = message.name();
        boolean required = strict && MIRRORED.contains(String.valueOf(message.method()));
        return name == null || header.map(value -> name.equals(decoded(value))).orElse(!required);
    }

    /** The value of a header that may be {@code =?base64?...?=}; null when that is no UTF-8 in Base64. */
    private static @Nullable String decoded(String value) {
        if (!value.startsWith(OPEN) || !value.endsWith(CLOSE) || value.length() < OPEN.length() + CLOSE.length()) {
            return value;
        }
        try {
            String encoded = value.substring(OPEN.length(), value.length() - CLOSE.length());
            byte[] bytes = Base64.getDecoder().decode(encoded);
            if (!Base64.getEncoder().encodeToString(bytes).equals(encoded)) {
                return null; // not the one form: other readers may refuse it, or read it otherwise
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return null;
        }
    }
}
