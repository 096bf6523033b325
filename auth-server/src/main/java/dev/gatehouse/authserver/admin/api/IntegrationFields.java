package dev.gatehouse.authserver.admin.api;

import dev.gatehouse.authserver.admin.InvalidValue;
import dev.gatehouse.policy.account.IntegrationLevel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Reads levels on chosen integrations: {@code "integrations":[{"id":…,"level":"MONITOR"}]}. */
final class IntegrationFields {

    private static final String MEMBER = "integrations";
    private static final int MAX = 1000;

    private IntegrationFields() {}

    /** The levels, by integration. */
    static Map<UUID, IntegrationLevel> required(JsonFields fields) {
        List<JsonFields> entries = JsonFields.required(MEMBER, fields.objects(MEMBER));
        if (entries.size() > MAX) {
            throw new InvalidValue("`" + MEMBER + "` must name at most " + MAX);
        }
        Map<UUID, IntegrationLevel> levels = new LinkedHashMap<>();
        for (JsonFields entry : entries) {
            UUID id = entry.only("id", "level").requiredId("id");
            if (levels.put(id, entry.requiredOneOf("level", Chosen.class).level) != null) {
                throw new InvalidValue("`" + MEMBER + "` must name each integration once");
            }
        }
        return levels;
    }

    /** What can be chosen; nothing is chosen by leaving the integration out. */
    private enum Chosen {
        MONITOR(IntegrationLevel.MONITOR),
        MANAGE(IntegrationLevel.MANAGE);

        private final IntegrationLevel level;

        Chosen(IntegrationLevel level) {
            this.level = level;
        }
    }
}
