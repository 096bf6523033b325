package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.account.Member;
import dev.gatehouse.db.grant.ServerUser;
import dev.gatehouse.db.grant.ServerUsers;
import dev.gatehouse.db.grant.Slice;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.reach.ReachSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Service;

/** The two lists of a server: who has access, and who could be given it (domain rules R13 to R17). */
@Service
public final class ServerAccessLists {

    private final AccountServers accountServers;
    private final ServerUsers serverUsers;

    ServerAccessLists(AccountServers accountServers, ServerUsers serverUsers) {
        this.accountServers = accountServers;
        this.serverUsers = serverUsers;
    }

    /**
     * Who has access, by membership.
     *
     * @param grantsOnly leaves out those who have it by role
     */
    public Page<ServerUserView> users(AdminActor actor, UUID serverId, PageRequest page, boolean grantsOnly) {
        ServerRow server = governed(actor, serverId);
        Set<ReachSource> wanted = EnumSet.allOf(ReachSource.class);
        if (grantsOnly) {
            wanted.remove(ReachSource.ROLE);
        }
        wanted.remove(ReachSource.NONE);
        List<ServerUser> rows =
                serverUsers.list(actor.accountId(), server.id(), wanted, page.after(), page.readAhead());
        Page<ServerUserView> whole = Page.of(rows, page, user -> user.member().membershipId(), ServerUserView::of);
        // the state of things may have changed while it was read
        return new Page<>(
                whole.items().stream()
                        .filter(user -> wanted.contains(user.basis()))
                        .toList(),
                whole.next());
    }

    /** Who could be given access, by membership. */
    public Page<Candidate> candidates(AdminActor actor, UUID serverId, PageRequest page) {
        ServerRow server = governed(actor, serverId);
        Slice<Member> slice = serverUsers.candidates(actor.accountId(), server.id(), page.after(), page.readAhead());
        Page<Candidate> found = Page.of(slice.found(), page, Member::membershipId, Candidate::of);
        UUID searched = slice.next();
        return searched == null ? found : new Page<>(found.items(), PageRequest.cursor(searched));
    }

    private ServerRow governed(AdminActor actor, UUID serverId) {
        ServerRow server = accountServers.find(actor, AdminAction.ACCESS_READ, serverId);
        AdminChecks.require(actor, AdminAction.ACCESS_READ, AccountServers.target(server));
        return server;
    }

    /** Somebody who could be given access. */
    public record Candidate(UUID userId, String name, String email, String role) {

        private static Candidate of(Member member) {
            return new Candidate(
                    member.userId(),
                    member.name(),
                    member.email(),
                    member.role().name());
        }
    }
}
