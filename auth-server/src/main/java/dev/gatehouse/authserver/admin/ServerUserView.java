package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.account.Member;
import dev.gatehouse.db.grant.GivingBundle;
import dev.gatehouse.db.grant.ServerUser;
import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.reach.Reach;
import dev.gatehouse.policy.reach.ReachSource;
import dev.gatehouse.policy.scope.Scope;
import dev.gatehouse.policy.scope.Scopes;
import java.util.List;
import java.util.UUID;

/**
 * Somebody with access to a server, and by what.
 *
 * @param removable whether removal from the list of this server, alone, would take the access
 * @param mayConnect whether the role lets them connect at all; without it the access is there and does not work
 * @param bundles with basis TEAM, those through which a team gives it, and through which alone they connect
 */
public record ServerUserView(
        UUID userId,
        String name,
        String email,
        String role,
        ReachSource basis,
        List<String> scopes,
        boolean removable,
        boolean mayConnect,
        List<GivingBundle> bundles) {

    static ServerUserView of(ServerUser user) {
        return of(user.member(), user.reach(), user.bundles());
    }

    static ServerUserView granted(Member member, Scopes scopes) {
        return of(member, new Reach(ReachSource.SERVER_GRANT, scopes), List.of());
    }

    static List<String> tokens(Scopes scopes) {
        return scopes.values().stream().sorted().map(Scope::value).toList();
    }

    private static ServerUserView of(Member member, Reach reach, List<GivingBundle> bundles) {
        return new ServerUserView(
                member.userId(),
                member.name(),
                member.email(),
                member.role().name(),
                reach.source(),
                tokens(reach.scopes()),
                reach.source() == ReachSource.SERVER_GRANT,
                member.role().has(Capability.MCP_CONNECT),
                bundles);
    }
}
