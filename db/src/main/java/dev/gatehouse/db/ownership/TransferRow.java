package dev.gatehouse.db.ownership;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;
import org.springframework.data.relational.core.mapping.Table;

/**
 * The offer of an account to another of its people.
 *
 * @param fromUserId the owner who made it
 * @param previousOwnerRoleId what that owner becomes, if there still is such a role
 * @param resolvedAt when it was answered or taken back; null while it waits
 */
@Table("ownership_transfer")
public record TransferRow(
        @Id UUID id,
        UUID accountId,
        UUID fromUserId,
        UUID toUserId,
        UUID previousOwnerRoleId,
        TransferStatus status,
        Instant createdAt,
        @Nullable Instant resolvedAt,
        @Version long version) {

    /** An offer that waits for an answer. */
    public static TransferRow offer(
            UUID accountId, UUID fromUserId, UUID toUserId, UUID previousOwnerRoleId, Instant now) {
        return new TransferRow(
                UUID.randomUUID(),
                accountId,
                fromUserId,
                toUserId,
                previousOwnerRoleId,
                TransferStatus.REQUESTED,
                now,
                null,
                0);
    }

    /** The same offer, answered or taken back. */
    public TransferRow resolved(TransferStatus how, Instant now) {
        return new TransferRow(id, accountId, fromUserId, toUserId, previousOwnerRoleId, how, createdAt, now, version);
    }
}
