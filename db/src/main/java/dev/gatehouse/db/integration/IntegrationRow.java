package dev.gatehouse.db.integration;

import java.time.Instant;
import java.util.UUID;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;
import org.springframework.data.relational.core.mapping.Table;

/** An integration of the account, as far as permissions on it go. */
@Table("integration")
public record IntegrationRow(
        @Id UUID id,
        UUID accountId,
        String name,
        Instant createdAt,
        @Version long version) {

    /** A new integration. */
    public static IntegrationRow create(UUID accountId, String name, Instant now) {
        return new IntegrationRow(UUID.randomUUID(), accountId, name, now, 0);
    }
}
