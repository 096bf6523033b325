package dev.gatehouse.authserver.admin.api;

import dev.gatehouse.authserver.admin.InvalidValue;
import dev.gatehouse.authserver.admin.McpAccess;
import java.util.List;

/** Reads the MCP access that is asked for, for somebody who is here or who is invited. */
final class WantedAccess {

    private WantedAccess() {}

    static McpAccess.Wanted of(JsonFields access) {
        List<JsonFields> servers = access.objects("servers");
        return switch (access.requiredOneOf("mode", WantedMode.class)) {
            case ALL -> {
                if (servers != null) {
                    throw new InvalidValue("`servers` is for `SELECTED` only");
                }
                yield new McpAccess.Wanted.All();
            }
            case SELECTED -> selected(JsonFields.required("servers", servers));
        };
    }

    private static McpAccess.Wanted selected(List<JsonFields> servers) {
        List<McpAccess.Selection> selections = servers.stream()
                .map(server -> server.only("id", "scopes"))
                .map(server -> new McpAccess.Selection(server.requiredId("id"), server.scopes()))
                .toList();
        return new McpAccess.Wanted.Selected(selections);
    }

    /** What can be asked for; access by role is not, because there the role would have to change. */
    private enum WantedMode {
        ALL,
        SELECTED
    }
}
