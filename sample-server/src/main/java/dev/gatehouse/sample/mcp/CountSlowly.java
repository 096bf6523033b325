package dev.gatehouse.sample.mcp;

import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.LoggingLevel;
import io.modelcontextprotocol.spec.McpSchema.LoggingMessageNotification;
import io.modelcontextprotocol.spec.McpSchema.ProgressNotification;
import java.util.Map;

/** The long tool: it streams a log message at each step, and progress where the caller asked for it. */
final class CountSlowly {

    private static final int MAX_STEPS = 600;
    private static final int MAX_DELAY_MILLIS = 2_000;

    private CountSlowly() {}

    static SyncToolSpecification tool() {
        Map<String, Object> steps = Map.of("type", "integer", "minimum", 1, "maximum", MAX_STEPS);
        Map<String, Object> delay = Map.of("type", "integer", "minimum", 0, "maximum", MAX_DELAY_MILLIS);
        return Tools.readOnly(
                "count_slowly",
                "Counts to `steps`, waiting `delayMs` at each, and tells of every step while it runs.",
                Tools.schema(Map.of("steps", steps, "delayMs", delay), "steps", "delayMs"),
                CountSlowly::count);
    }

    private static CallToolResult count(McpSyncServerExchange exchange, CallToolRequest call) {
        int steps = integer(call, "steps");
        int delayMillis = integer(call, "delayMs");
        try {
            for (int step = 1; step <= steps; step++) {
                Thread.sleep(delayMillis);
                tell(exchange, call, step, steps);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return CallToolResult.builder()
                    .addTextContent("interrupted")
                    .isError(true)
                    .build();
        }
        return Tools.answer("counted to " + steps);
    }

    private static void tell(McpSyncServerExchange exchange, CallToolRequest call, int step, int steps) {
        String message = "step " + step + " of " + steps;
        exchange.loggingNotification(
                LoggingMessageNotification.builder(LoggingLevel.INFO, message).build());
        Object token = call.meta() == null ? null : call.meta().get("progressToken");
        if (token != null) {
            exchange.progressNotification(ProgressNotification.builder(token, step)
                    .total((double) steps)
                    .message(message)
                    .build());
        }
    }

    private static int integer(CallToolRequest call, String name) {
        return call.arguments().get(name) instanceof Number number ? number.intValue() : 0;
    }
}
