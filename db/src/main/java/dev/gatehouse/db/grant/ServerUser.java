package dev.gatehouse.db.grant;

import dev.gatehouse.db.account.Member;
import dev.gatehouse.policy.reach.Reach;
import java.util.List;

/**
 * A member with access to a server, and what gives it.
 *
 * @param bundles those through which a team gives it, where nothing else does
 */
public record ServerUser(Member member, Reach reach, List<GivingBundle> bundles) {

    /** Copies. */
    public ServerUser {
        bundles = List.copyOf(bundles);
    }
}
