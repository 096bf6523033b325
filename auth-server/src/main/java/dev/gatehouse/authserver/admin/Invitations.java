package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.mail.MailTransport;
import dev.gatehouse.db.account.Member;
import dev.gatehouse.db.account.MemberRepository;
import dev.gatehouse.db.account.MembershipRepository;
import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.invitation.Invitation;
import dev.gatehouse.db.invitation.InvitationBounds;
import dev.gatehouse.db.invitation.InvitationLists;
import dev.gatehouse.db.invitation.InvitationRepository;
import dev.gatehouse.db.invitation.InvitationRow;
import dev.gatehouse.db.invitation.InvitationStatus;
import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.admin.AdminFact;
import dev.gatehouse.policy.admin.AdminTarget;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Service;

/**
 * The invitations of an account: seen, sent again and taken back. Whoever does not manage people has to do with their own
 * alone (domain rule R102); those of others are not there for them.
 */
@Service
public final class Invitations {

    /** How long one waits for an answer. */
    static final Duration TTL = Duration.ofDays(7);

    /** So many mails may an account ask for to one address within a day, over all its invitations of it. */
    static final int MAX_MAILS = 5;

    static final Duration DAY = Duration.ofDays(1);

    private static final Duration BETWEEN_MAILS = Duration.ofMinutes(1);

    private final AccountChanges changes;
    private final AccountServers accountServers;
    private final InvitationLists lists;
    private final InvitationRepository invitations;
    private final InvitationBounds bounds;
    private final InvitationRows rows;
    private final MemberRepository members;
    private final MembershipRepository memberships;
    private final MemberPrivileges privileges;
    private final ObjectProvider<MailTransport> mail;
    private final AdminAudit audit;
    private final Clock clock;

    Invitations(
            AccountChanges changes,
            AccountServers accountServers,
            InvitationLists lists,
            InvitationRepository invitations,
            InvitationBounds bounds,
            InvitationRows rows,
            MemberRepository members,
            MembershipRepository memberships,
            MemberPrivileges privileges,
            ObjectProvider<MailTransport> mail,
            AdminAudit audit,
            Clock clock) {
        this.changes = changes;
        this.accountServers = accountServers;
        this.lists = lists;
        this.invitations = invitations;
        this.bounds = bounds;
        this.rows = rows;
        this.members = members;
        this.memberships = memberships;
        this.privileges = privileges;
        this.mail = mail;
        this.audit = audit;
        this.clock = clock;
    }

    /** The invitations of the account, by id; where {@code status} is given, those that stand there at this moment. */
    public Page<InvitationView> list(AdminActor actor, PageRequest page, @Nullable InvitationStatus status) {
        AdminChecks.requireAttempt(actor, AdminAction.INVITATION_READ);
        Instant now = now();
        List<Invitation> read = lists.list(visible(actor), status, now, page.after(), page.readAhead());
        return Page.of(read, page, invitation -> invitation.row().id(), row -> InvitationView.of(row, now));
    }

    /** One of them. */
    public InvitationView get(AdminActor actor, UUID id) {
        return view(find(actor, AdminAction.INVITATION_READ, id));
    }

    /** Sends it again, with a new link and a new time; the actor answers for it from now on. */
    public InvitationView resend(AdminActor actor, UUID id, @Nullable Long version) {
        List<UUID> membershipIds = membership(find(actor, AdminAction.INVITATION_RESEND, id));
        return changes.run(actor, membershipIds, () -> {
            membershipIds.forEach(rows::lock);
            Invitation before = find(actor, AdminAction.INVITATION_RESEND, id);
            InvitationRow row = before.row();
            Instant now = now();
            Optional<Member> member = member(before);
            boolean first = row.expiresAt().equals(row.createdAt().plus(TTL));
            boolean rested = !row.expiresAt().minus(TTL).plus(BETWEEN_MAILS).isAfter(now);
            AdminChecks.require(
                    actor,
                    AdminAction.INVITATION_RESEND,
                    target(actor, before, version)
                            .with(
                                    AdminFact.PRIVILEGE_WITHIN_ACTOR,
                                    member.isPresent()
                                            && privileges.mayHandOut(
                                                    actor, accountServers.account(actor), member.get()))
                            .with(AdminFact.MAIL_AVAILABLE, mailAvailable(mail))
                            .with(
                                    AdminFact.ROOM,
                                    (first || rested) && mails(row.email(), actor.accountId(), now) < MAX_MAILS));
            if (member.orElseThrow().status() == MembershipStatus.DISMISSED) {
                MembershipRow dismissed =
                        memberships.findById(member.get().membershipId()).orElseThrow();
                memberships.save(dismissed.withStatus(MembershipStatus.INVITED));
            }
            invitations.save(row.again(actor.userId(), now, now.plus(TTL)));
            return changed(actor, AuditAction.INVITATION_RESENT, before);
        });
    }

    private int mails(String email, UUID accountId, Instant now) {
        return bounds.mails(accountId, List.of(email), termOfTheDay(now)).getOrDefault(email, 0);
    }

    /** Mails that were asked for within a day of this moment began a term that ends later. */
    static Instant termOfTheDay(Instant now) {
        return now.minus(DAY).plus(TTL);
    }

    /** Takes it back: the link is dead, and nobody is invited any more. To do so again changes nothing. */
    public void withdraw(AdminActor actor, UUID id, @Nullable Long version) {
        Invitation seen = find(actor, AdminAction.INVITATION_WITHDRAW, id);
        if (seen.row().status() == InvitationStatus.WITHDRAWN) {
            return;
        }
        List<UUID> membershipIds = membership(seen);
        Conflicts.retry(() -> changes.run(actor, membershipIds, () -> {
            membershipIds.forEach(rows::lock);
            Invitation before = find(actor, AdminAction.INVITATION_WITHDRAW, id);
            if (before.row().status() == InvitationStatus.WITHDRAWN) {
                return view(before);
            }
            AdminChecks.require(actor, AdminAction.INVITATION_WITHDRAW, target(actor, before, version));
            rows.withdraw(Objects.requireNonNull(before.row().membershipId()), Objects.requireNonNull(before.userId()));
            return changed(actor, AuditAction.INVITATION_WITHDRAWN, before);
        }));
    }

    /** Whether mail can be sent at all. */
    static boolean mailAvailable(ObjectProvider<MailTransport> mail) {
        return mail.stream().anyMatch(MailTransport::available);
    }

    private InvitationView changed(AdminActor actor, AuditAction action, Invitation before) {
        UUID id = before.row().id();
        InvitationView after = view(lists.find(visible(actor), id).orElseThrow());
        audit.changed(actor, action, AdminAudit.Subject.invitation(id), view(before), after);
        return after;
    }

    private AdminTarget target(AdminActor actor, Invitation invitation, @Nullable Long version) {
        InvitationRow row = invitation.row();
        boolean open = row.status() == InvitationStatus.PENDING || row.status() == InvitationStatus.DISMISSED;
        return AdminTarget.of(actor.accountId())
                .with(AdminFact.VERSION_CURRENT, AdminChecks.current(version, row.version()))
                .with(AdminFact.INVITATION_OPEN, open && row.membershipId() != null);
    }

    private Optional<Member> member(Invitation invitation) {
        return Optional.ofNullable(invitation.userId())
                .flatMap(userId -> members.find(invitation.row().accountId(), userId));
    }

    private static List<UUID> membership(Invitation invitation) {
        return Optional.ofNullable(invitation.row().membershipId())
                .map(List::of)
                .orElse(List.of());
    }

    private Invitation find(AdminActor actor, AdminAction action, UUID id) {
        return AdminChecks.found(actor, action, lists.find(visible(actor), id));
    }

    private static InvitationLists.Of visible(AdminActor actor) {
        return new InvitationLists.Of(actor.accountId(), managesPeople(actor) ? null : actor.userId());
    }

    static boolean managesPeople(AdminActor actor) {
        return actor.may(Capability.PEOPLE_MANAGE);
    }

    private InvitationView view(Invitation invitation) {
        return InvitationView.of(invitation, now());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
