package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.account.AccountRepository;
import dev.gatehouse.db.account.AccountRow;
import dev.gatehouse.db.account.Member;
import dev.gatehouse.db.account.MemberRepository;
import dev.gatehouse.policy.account.IntegrationLevel;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.SystemRole;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Service;

/** Who the actor is, and what they may do, for themselves to see (domain rule R113). */
@Service
public final class OwnProfile {

    /** How much of each list stands in the profile; the lists have pages. */
    private static final int MAX_ITEMS = 1000;

    private final MemberRepository members;
    private final AccountRepository accounts;
    private final OwnAccess access;

    OwnProfile(MemberRepository members, AccountRepository accounts, OwnAccess access) {
        this.members = members;
        this.accounts = accounts;
        this.access = access;
    }

    /** The actor. */
    public Me get(AdminActor actor) {
        Member member = AdminChecks.found(actor, AdminAction.ME_READ, members.find(actor.accountId(), actor.userId()));
        return new Me(
                member.userId(),
                member.email(),
                member.name(),
                member.role().name(),
                member.role().id(),
                member.role().systemKey() == SystemRole.OWNER,
                member.status(),
                actor.capabilities().stream().map(Enum::name).sorted().toList(),
                member.accountId(),
                accounts.findById(actor.accountId()).map(AccountRow::name).orElseThrow(),
                member.role().level(),
                access.integrations(actor, new PageRequest(null, MAX_ITEMS)).items(),
                access.servers(actor, null, MAX_ITEMS).items());
    }

    /**
     * Who the actor is.
     *
     * @param account its name
     * @param integrationLevel of the role, on every integration
     */
    public record Me(
            UUID id,
            String email,
            String name,
            String role,
            UUID roleId,
            boolean isOwner,
            MembershipStatus status,
            List<String> capabilities,
            UUID accountId,
            String account,
            IntegrationLevel integrationLevel,
            List<OwnAccess.Integration> integrations,
            List<OwnAccess.Server> servers) {}
}
