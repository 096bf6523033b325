package dev.gatehouse.db.team;

import java.time.Instant;
import java.util.UUID;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;
import org.springframework.data.relational.core.mapping.Table;

/**
 * A team: people of an account who reach the same bundles.
 *
 * @param enabled a disabled team gives nobody anything
 */
@Table("team")
public record TeamRow(
        @Id UUID id,
        UUID accountId,
        String name,
        boolean enabled,
        Instant createdAt,
        @Version long version) {

    /** A new team with nobody in it. */
    public static TeamRow create(UUID accountId, String name, boolean enabled, Instant now) {
        return new TeamRow(UUID.randomUUID(), accountId, name, enabled, now, 0);
    }

    /** The same team under this name, switched on or off. */
    public TeamRow with(String newName, boolean nowEnabled) {
        return new TeamRow(id, accountId, newName, nowEnabled, createdAt, version);
    }
}
