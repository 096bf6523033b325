package dev.gatehouse.db.invitation;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An invitation, with whom it is for and what they become. These are null once there is no membership any more.
 *
 * @param role the name of the role
 */
public record Invitation(
        InvitationRow row,
        @Nullable UUID userId,
        @Nullable String role,
        @Nullable UUID roleId) {}
