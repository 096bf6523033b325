package dev.gatehouse.policy.account;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.UUID;

/**
 * What a person may do to integrations: the level of their role on all, now and later, and levels on chosen ones beside it
 * (domain rules R93 to R96). The higher one counts.
 *
 * @param onAll the level on every integration
 * @param chosen levels on single integrations
 */
public record IntegrationLevels(IntegrationLevel onAll, Map<UUID, IntegrationLevel> chosen) {

    /** Copies. */
    public IntegrationLevels {
        chosen = Map.copyOf(chosen);
    }

    /** The level on one integration: manage beats monitor (R92). */
    public IntegrationLevel on(UUID integrationId) {
        return higher(onAll, chosen.getOrDefault(integrationId, IntegrationLevel.NONE));
    }

    /** The highest level that there is on any integration. */
    public IntegrationLevel best() {
        return higher(onAll, highest(chosen.values()));
    }

    /** Whether all of these are within the own ones, so that their holder could hand them out (domain invariant I12). */
    public boolean covers(IntegrationLevels other) {
        return onAll.compareTo(other.onAll) >= 0
                && other.chosen.entrySet().stream()
                        .allMatch(entry -> on(entry.getKey()).compareTo(entry.getValue()) >= 0);
    }

    /** The higher one. */
    public static IntegrationLevel higher(IntegrationLevel one, IntegrationLevel other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static IntegrationLevel highest(Collection<IntegrationLevel> levels) {
        EnumSet<IntegrationLevel> all = EnumSet.of(IntegrationLevel.NONE);
        all.addAll(levels);
        return Collections.max(all);
    }
}
