package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.account.Member;
import dev.gatehouse.db.account.MemberRepository;
import dev.gatehouse.db.audit.AuditEvent;
import dev.gatehouse.db.authorization.AccountAuthorizations;
import dev.gatehouse.db.authorization.AccountAuthorizations.Ending;
import dev.gatehouse.db.authorization.AccountAuthorizations.Installation;
import dev.gatehouse.db.authorization.FamilyRevocations;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.stereotype.Service;

/** The authorizations of an account: seen, and signed out one by one or all of a person. */
@Service
public final class Installations {

    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private final AccountAuthorizations authorizations;
    private final MemberRepository members;
    private final FamilyRevocations families;
    private final AccountChanges changes;

    Installations(
            AccountAuthorizations authorizations,
            MemberRepository members,
            FamilyRevocations families,
            AccountChanges changes) {
        this.authorizations = authorizations;
        this.members = members;
        this.families = families;
        this.changes = changes;
    }

    /** The live ones of a person, by id. */
    public Page<InstallationView> list(AdminActor actor, UUID userId, PageRequest page) {
        return list(actor, AdminAction.AUTHORIZATION_READ, userId, page);
    }

    /** The actor's own live ones, by id. */
    public Page<InstallationView> listOwn(AdminActor actor, PageRequest page) {
        return list(actor, AdminAction.ME_READ, actor.userId(), page);
    }

    private Page<InstallationView> list(AdminActor actor, AdminAction action, UUID userId, PageRequest page) {
        member(actor, action, userId);
        UUID after = Objects.requireNonNullElse(page.after(), BEFORE_ALL);
        List<Installation> rows = authorizations.ofUser(actor.accountId(), userId, after, page.readAhead());
        return Page.of(rows, page, Installation::id, InstallationView::of);
    }

    /** One of them, alive or not. */
    public InstallationView get(AdminActor actor, UUID id) {
        return InstallationView.of(find(actor, AdminAction.AUTHORIZATION_READ, id));
    }

    /** Signs one installation out: its refresh token is dead, and its access token is refused within a second. */
    public void end(AdminActor actor, UUID id) {
        end(actor, find(actor, AdminAction.AUTHORIZATION_END, id));
    }

    /** The same for one of the actor's own; anybody else's is not found. */
    public void endOwn(AdminActor actor, UUID id) {
        end(
                actor,
                AdminChecks.found(
                        actor,
                        AdminAction.ME_CHANGE,
                        authorizations
                                .find(actor.accountId(), id)
                                .filter(found -> found.user().id().equals(actor.userId()))));
    }

    private void end(AdminActor actor, Installation found) {
        changes.run(actor, () -> families.signOut(found.id(), found.clientId(), AuditEvent.user(actor.userId())));
    }

    /** Signs a person out of every client. The membership is locked, so that an approval that is under way is seen. */
    public void endAll(AdminActor actor, UUID userId) {
        endAll(actor, AdminAction.AUTHORIZATION_END, userId);
    }

    /** Signs the actor out of every client, in this account. */
    public void endAllOwn(AdminActor actor) {
        endAll(actor, AdminAction.ME_CHANGE, actor.userId());
    }

    private void endAll(AdminActor actor, AdminAction action, UUID userId) {
        UUID membershipId = member(actor, action, userId).membershipId();
        String name = AuditEvent.user(actor.userId());
        changes.run(actor, List.of(membershipId), () -> {
            List<Ending> endings = authorizations.endable(actor.accountId(), userId);
            endings.forEach(ending -> families.signOut(ending.id(), ending.clientId(), name));
            return endings.size();
        });
    }

    private Installation find(AdminActor actor, AdminAction action, UUID id) {
        return AdminChecks.found(actor, action, authorizations.find(actor.accountId(), id));
    }

    private Member member(AdminActor actor, AdminAction action, UUID userId) {
        return AdminChecks.found(actor, action, members.find(actor.accountId(), userId));
    }
}
