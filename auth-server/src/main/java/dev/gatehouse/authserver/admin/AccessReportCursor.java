package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.grant.AccessReport.Position;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;

/** The cursor of the access report: behind which server of which person it goes on. */
final class AccessReportCursor {

    private static final UUID LAST = new UUID(-1, -1);
    private static final int BYTES = 32;

    private AccessReportCursor() {}

    static String of(Position position) {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        for (UUID id : new UUID[] {position.membershipId(), position.serverId()}) {
            bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /** Behind everything of this person. */
    static String behind(UUID membershipId) {
        return of(new Position(membershipId, LAST));
    }

    static Position parse(String cursor) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(cursor);
            if (bytes.length == BYTES) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                return new Position(
                        new UUID(buffer.getLong(), buffer.getLong()), new UUID(buffer.getLong(), buffer.getLong()));
            }
        } catch (IllegalArgumentException e) {
            // not base64url: the same answer as for any other text
        }
        throw PageRequest.invalidCursor();
    }
}
