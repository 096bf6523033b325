package dev.gatehouse.gateway.mcp;

import dev.gatehouse.policy.access.Operation;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One JSON-RPC message from a client.
 *
 * @param method the method; null for a response to a request of the server
 * @param name what {@code Mcp-Name} mirrors: the name, the URI or the task's id, if the method has one
 * @param id the id as JSON; null for a notification
 * @param protocolVersion the revision that {@code params._meta} claims; null for none
 * @param operations what it asks of the server, at least one: one for each feature that it names
 */
public record RpcMessage(
        @Nullable String method,
        @Nullable String name,
        @Nullable String id,
        @Nullable String protocolVersion,
        List<Operation> operations) {

    /** Copies. */
    public RpcMessage {
        operations = List.copyOf(operations);
        if (operations.isEmpty()) {
            throw new IllegalArgumentException("a message asks for something");
        }
    }

    /** A message that names one feature at the most. */
    public RpcMessage(@Nullable String method, @Nullable String name, @Nullable String id, Operation operation) {
        this(method, name, id, null, List.of(operation));
    }

    /** The first of what it asks. */
    public Operation operation() {
        return operations.get(0);
    }

    /** The same message, with each of its operations as the function has it. */
    public RpcMessage asking(UnaryOperator<Operation> change) {
        List<Operation> changed = operations.stream().map(change).toList();
        return changed.equals(operations) ? this : new RpcMessage(method, name, id, protocolVersion, changed);
    }

    /** Whether it wants an answer: a method and an id. */
    public boolean isRequest() {
        return method != null && id != null;
    }
}
