package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.account.Member;
import dev.gatehouse.db.grant.ServerUser;
import dev.gatehouse.db.grant.ServerUsers;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.reach.ReachSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
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
     * Who has access, by id.
     *
     * @param grantsOnly leaves out those who have it by role
     */
    public Page<ServerUserView> users(AdminActor actor, UUID serverId, PageRequest page, boolean grantsOnly) {
        ServerRow server = governed(actor, serverId);
        List<ServerUser> shown = new ArrayList<>();
        UUID after = page.after();
        List<ServerUser> read;
        do {
            read = serverUsers.list(actor.accountId(), server.id(), after, page.readAhead());
            for (ServerUser user : read) {
                ReachSource source = user.reach().source();
                if (source != ReachSource.NONE && !(grantsOnly && source == ReachSource.ROLE)) {
                    shown.add(user);
                }
            }
            after = last(read, after);
        } while (read.size() == page.readAhead() && shown.size() < page.readAhead());
        return Page.of(shown, page, user -> user.member().userId(), ServerUserView::of);
    }

    /** Who could be given access, by id. */
    public Page<Candidate> candidates(AdminActor actor, UUID serverId, PageRequest page) {
        ServerRow server = governed(actor, serverId);
        List<Member> rows = serverUsers.candidates(actor.accountId(), server.id(), page.after(), page.readAhead());
        return Page.of(rows, page, Member::userId, Candidate::of);
    }

    private ServerRow governed(AdminActor actor, UUID serverId) {
        ServerRow server = accountServers.find(actor, AdminAction.ACCESS_READ, serverId);
        AdminChecks.require(actor, AdminAction.ACCESS_READ, AccountServers.target(server));
        return server;
    }

    private static @Nullable UUID last(List<ServerUser> read, @Nullable UUID otherwise) {
        return read.isEmpty() ? otherwise : read.get(read.size() - 1).member().userId();
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
