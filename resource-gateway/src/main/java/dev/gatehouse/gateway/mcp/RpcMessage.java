package dev.gatehouse.gateway.mcp;

import dev.gatehouse.policy.access.Operation;
import org.jspecify.annotations.Nullable;

/**
 * One JSON-RPC message from a client.
 *
 * @param method the method; null for a response to a request of the server
 * @param name what {@code Mcp-Name} mirrors: the name, the URI or the task's id, if the method has one
 * @param id the id as JSON; null for a notification
 * @param operation what it asks of the server
 */
public record RpcMessage(
        @Nullable String method,
        @Nullable String name,
        @Nullable String id,
        Operation operation) {}
