package dev.gatehouse.authserver.admin;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;

/** Two ids, behind which a list goes on that is ordered by both. */
record IdPair(UUID first, UUID second) {

    private static final int BYTES = 32;

    String cursor() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        for (UUID id : new UUID[] {first, second}) {
            bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    static IdPair parse(String cursor) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(cursor);
            if (bytes.length == BYTES) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                return new IdPair(
                        new UUID(buffer.getLong(), buffer.getLong()), new UUID(buffer.getLong(), buffer.getLong()));
            }
        } catch (IllegalArgumentException e) {
            // not base64url: the same answer as for any other text
        }
        throw PageRequest.invalidCursor();
    }
}
