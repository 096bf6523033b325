package dev.gatehouse.db.bundle;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;
import org.springframework.data.relational.core.mapping.Table;

/**
 * A bundle of servers, which teams reach together.
 *
 * @param slug its name in URLs, never given out again
 * @param enabled a disabled bundle is closed, and gives no team anything
 * @param deletedAt deletion keeps the row, so that the slug is never reused
 */
@Table("bundle")
public record BundleRow(
        @Id UUID id,
        UUID accountId,
        String name,
        String slug,
        boolean enabled,
        Instant createdAt,
        @Nullable Instant deletedAt,
        @Version long version) {

    /** A new bundle that carries nothing. */
    public static BundleRow create(UUID accountId, String name, String slug, boolean enabled, Instant now) {
        return new BundleRow(UUID.randomUUID(), accountId, name, slug, enabled, now, null, 0);
    }

    /** The same bundle under this name, switched on or off. */
    public BundleRow with(String newName, boolean nowEnabled) {
        return new BundleRow(id, accountId, newName, slug, nowEnabled, createdAt, deletedAt, version);
    }

    /** The same bundle, deleted. */
    public BundleRow deleted(Instant at) {
        return new BundleRow(id, accountId, name, slug, enabled, createdAt, at, version);
    }
}
