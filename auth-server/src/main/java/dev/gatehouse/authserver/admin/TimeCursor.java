package dev.gatehouse.authserver.admin;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Where a page of a list begins that is ordered by time: behind the row with this time and id. */
record TimeCursor(Instant at, UUID id) {

    private static final int BYTES = 24;
    private static final long LAST_MICROS = micros(AuditFilters.LATEST);

    static String of(Instant at, UUID id) {
        byte[] bytes = ByteBuffer.allocate(BYTES)
                .putLong(micros(at))
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static TimeCursor parse(String cursor) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(cursor);
            if (bytes.length == BYTES) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                long micros = buffer.getLong();
                if (micros >= 0 && micros <= LAST_MICROS) {
                    return new TimeCursor(
                            Instant.EPOCH.plus(micros, ChronoUnit.MICROS),
                            new UUID(buffer.getLong(), buffer.getLong()));
                }
            }
        } catch (IllegalArgumentException e) {
            // not base64url: the same answer as for any other text
        }
        throw PageRequest.invalidCursor();
    }

    private static long micros(Instant time) {
        return TimeUnit.SECONDS.toMicros(time.getEpochSecond()) + TimeUnit.NANOSECONDS.toMicros(time.getNano());
    }
}
