package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.grant.AccessReport.Position;
import java.util.UUID;

/** The cursor of the access report: behind which server of which person it goes on. */
final class AccessReportCursor {

    private static final UUID LAST = new UUID(-1, -1);

    private AccessReportCursor() {}

    static String of(Position position) {
        return new IdPair(position.membershipId(), position.serverId()).cursor();
    }

    /** Behind everything of this person. */
    static String behind(UUID membershipId) {
        return of(new Position(membershipId, LAST));
    }

    static Position parse(String cursor) {
        IdPair pair = IdPair.parse(cursor);
        return new Position(pair.first(), pair.second());
    }
}
