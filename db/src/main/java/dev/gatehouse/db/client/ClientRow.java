package dev.gatehouse.db.client;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;
import org.springframework.data.relational.core.mapping.Table;

/**
 * A public client.
 *
 * @param registeredBy how it came here: DYNAMIC
 * @param redirectUris one a line, as registered
 * @param metadata the client information that was answered, as JSON
 */
@Table("registered_client")
public record ClientRow(
        @Id UUID id,
        String clientId,
        String registeredBy,
        String name,
        String redirectUris,
        String metadata,
        Instant createdAt,
        @Nullable Instant lastUsedAt,
        @Version long version) {

    /** A client that registers itself. */
    public static ClientRow dynamic(
            String clientId, String name, List<String> redirectUris, String metadata, Instant now) {
        return new ClientRow(
                UUID.randomUUID(), clientId, "DYNAMIC", name, String.join("\n", redirectUris), metadata, now, null, 0);
    }

    /** The registered redirect URIs. */
    public List<String> redirectUriList() {
        return List.of(redirectUris.split("\n"));
    }
}
