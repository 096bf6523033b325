package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.admin.Addresses.Address;
import dev.gatehouse.authserver.admin.InvitedMembers.Carried;
import dev.gatehouse.authserver.mail.MailTransport;
import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.invitation.InvitationBounds;
import dev.gatehouse.db.invitation.InvitationBounds.Made;
import dev.gatehouse.db.invitation.InvitationLists;
import dev.gatehouse.db.invitation.InvitationRepository;
import dev.gatehouse.db.invitation.InvitationRow;
import dev.gatehouse.db.invitation.InvitationStatus;
import dev.gatehouse.db.invitation.Invitees;
import dev.gatehouse.db.invitation.Invitees.Standing;
import dev.gatehouse.policy.account.IntegrationLevel;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.admin.AdminFact;
import dev.gatehouse.policy.admin.AdminTarget;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Service;

/**
 * Invites people into an account (domain rules R60 to R63, R102 and R106). Whoever is invited has a membership at once, which
 * gives nothing before they accept.
 */
@Service
public final class NewInvitations {

    /** So many may wait in an account, or have been made within a day: what is sent to strangers has a bound. */
    static final int MAX = 1000;

    /** So many of these may be of one person who does not manage people; they leave the room of those who do. */
    static final int SHARE = 50;

    private final AccountChanges changes;
    private final InvitationTerms terms;
    private final InvitedMembers newMembers;
    private final Invitees invitees;
    private final PersonIds ids;
    private final InvitationLists lists;
    private final InvitationBounds bounds;
    private final InvitationRepository invitations;
    private final InvitationRows rows;
    private final ObjectProvider<MailTransport> mail;
    private final AdminAudit audit;
    private final Clock clock;

    NewInvitations(
            AccountChanges changes,
            InvitationTerms terms,
            InvitedMembers newMembers,
            Invitees invitees,
            PersonIds ids,
            InvitationLists lists,
            InvitationBounds bounds,
            InvitationRepository invitations,
            InvitationRows rows,
            ObjectProvider<MailTransport> mail,
            AdminAudit audit,
            Clock clock) {
        this.changes = changes;
        this.terms = terms;
        this.newMembers = newMembers;
        this.invitees = invitees;
        this.ids = ids;
        this.lists = lists;
        this.bounds = bounds;
        this.invitations = invitations;
        this.rows = rows;
        this.mail = mail;
        this.audit = audit;
        this.clock = clock;
    }

    /** Invites all of them, or none when something about the call is refused; says of each address what became of it. */
    public Batch invite(AdminActor actor, InvitationRequest wanted) {
        AdminChecks.requireAttempt(actor, AdminAction.INVITATION_CREATE);
        List<Address> addresses = Addresses.parse(wanted.emails());
        List<String> good =
                addresses.stream().filter(Address::valid).map(Address::text).toList();
        terms.requireSound(actor, wanted);
        return Conflicts.retry(() -> {
            Set<UUID> waiting = invitees.inAccount(actor.accountId(), good).values().stream()
                    .filter(standing -> InvitationRows.waits(standing.status()))
                    .map(Standing::membershipId)
                    .collect(Collectors.toSet());
            return changes.run(actor, waiting, () -> {
                Call call = call(actor, good, waiting);
                Carried carried = judge(actor, wanted, call);
                Map<String, UUID> userIds = invitees.people(call.newcomers(), ids::of, call.now());
                List<Item> items = new ArrayList<>();
                for (Address address : addresses) {
                    items.add(
                            address.valid()
                                    ? invite(call, carried, userIds, address.text())
                                    : Item.invalid(address.text()));
                }
                return new Batch(call.batchId(), items);
            });
        });
    }

    private Call call(AdminActor actor, List<String> good, Set<UUID> locked) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Map<String, Standing> standings = invitees.inAccount(actor.accountId(), good);
        List<UUID> ids = standings.values().stream().map(Standing::membershipId).toList();
        Map<UUID, InvitationRow> open = ids.isEmpty()
                ? Map.of()
                : invitations.findByMembershipIdIn(ids).stream()
                        .collect(Collectors.toMap(row -> Objects.requireNonNull(row.membershipId()), row -> row));
        Map<String, Integer> mails = bounds.mails(actor.accountId(), good, Invitations.termOfTheDay(now));
        return new Call(actor, UUID.randomUUID(), now, locked, standings, open, mails, good);
    }

    private Carried judge(AdminActor actor, InvitationRequest wanted, Call call) {
        InvitationTerms.Judged judged = terms.judge(actor, wanted);
        AdminTarget target = judged.target()
                .with(AdminFact.MAIL_AVAILABLE, Invitations.mailAvailable(mail))
                .with(AdminFact.ROOM, room(call));
        AdminChecks.require(actor, AdminAction.INVITATION_CREATE, target);
        return judged.carried();
    }

    private boolean room(Call call) {
        AdminActor actor = call.actor();
        long more = call.toInvite().size();
        Made made = bounds.made(actor.accountId(), actor.userId(), call.now().minus(Invitations.DAY));
        return more == 0
                || (Invitations.managesPeople(actor)
                        ? made.byManagers() + more <= MAX
                        : made.byThem() + more <= SHARE && made.byOthers() + more <= MAX);
    }

    private Item invite(Call call, Carried carried, Map<String, UUID> userIds, String email) {
        Result result = call.result(email);
        Standing standing = call.standings().get(email);
        if (result == Result.ALREADY_INVITED) {
            InvitationRow open =
                    call.open().get(Objects.requireNonNull(standing).membershipId());
            return new Item(email, result, open != null && call.maySee(open) ? open.id() : null);
        }
        if (result != Result.INVITED) {
            return new Item(email, result, null);
        }
        if (standing == null) {
            return create(call, carried, Objects.requireNonNull(userIds.get(email)), email);
        }
        rows.withdraw(standing.membershipId());
        return create(call, carried, standing.userId(), email);
    }

    private Item create(Call call, Carried carried, UUID userId, String email) {
        AdminActor actor = call.actor();
        UUID membershipId = newMembers.add(actor, userId, carried, call.now());
        InvitationRow.By by = new InvitationRow.By(actor.userId(), call.batchId(), Invitations.managesPeople(actor));
        UUID id = invitations
                .save(InvitationRow.create(
                        actor.accountId(),
                        email,
                        membershipId,
                        by,
                        call.now(),
                        call.now().plus(Invitations.TTL)))
                .id();
        InvitationView made = InvitationView.of(
                lists.find(new InvitationLists.Of(actor.accountId(), null), id).orElseThrow(), call.now());
        audit.changed(
                actor,
                AuditAction.INVITATION_CREATED,
                AdminAudit.Subject.invitation(id),
                null,
                new Audited(made, carried.teamIds(), given(carried), new HashMap<>(carried.levels())));
        return new Item(email, Result.INVITED, id);
    }

    private static @Nullable Object given(Carried carried) {
        return carried.mcpAccess() instanceof McpAccess.Wanted.Selected selected
                ? IdChange.of(
                        selected.servers().size(),
                        selected.servers().stream()
                                .map(McpAccess.Selection::serverId)
                                .toList())
                : carried.mcpAccess() == null ? null : McpAccess.Mode.ALL;
    }

    /** What became of an address. */
    public enum Result {
        /** It is invited. */
        INVITED,
        /** It was, and has not answered yet. */
        ALREADY_INVITED,
        /** Somebody with this address is in the account. */
        ALREADY_MEMBER,
        /** It is no address. */
        INVALID_ADDRESS,
        /** The account has asked for as many mails to it as it may within a day. */
        LIMIT_REACHED
    }

    /**
     * One address.
     *
     * @param invitationId the invitation that waits, if the actor may see it
     */
    public record Item(
            String email, Result result, @Nullable UUID invitationId) {

        private static Item invalid(String text) {
            return new Item(text, Result.INVALID_ADDRESS, null);
        }
    }

    /** What became of all addresses. */
    public record Batch(UUID batchId, List<Item> items) {}

    /**
     * A call, behind the locks.
     *
     * @param locked the memberships that are locked
     * @param open the invitations of those who are in the account, by their memberships
     * @param mails how many mails were asked for within a day, by address
     * @param good the addresses that are some
     */
    private record Call(
            AdminActor actor,
            UUID batchId,
            Instant now,
            Set<UUID> locked,
            Map<String, Standing> standings,
            Map<UUID, InvitationRow> open,
            Map<String, Integer> mails,
            List<String> good) {

        Result result(String email) {
            Standing standing = standings.get(email);
            if (standing != null && !InvitationRows.waits(standing.status())) {
                return Result.ALREADY_MEMBER;
            }
            // one that came after the look before the lock was made by another call, just now
            if (standing != null && (pending(standing) || !locked.contains(standing.membershipId()))) {
                return Result.ALREADY_INVITED;
            }
            return mails.getOrDefault(email, 0) < Invitations.MAX_MAILS ? Result.INVITED : Result.LIMIT_REACHED;
        }

        private boolean pending(Standing standing) {
            InvitationRow row = open.get(standing.membershipId());
            return row != null && row.statusAt(now) == InvitationStatus.PENDING;
        }

        List<String> toInvite() {
            return good.stream()
                    .filter(email -> result(email) == Result.INVITED)
                    .toList();
        }

        /** Those to invite who are not in the account in any state. */
        List<String> newcomers() {
            return toInvite().stream()
                    .filter(email -> !standings.containsKey(email))
                    .toList();
        }

        boolean maySee(InvitationRow row) {
            return Invitations.managesPeople(actor) || row.invitedBy().equals(actor.userId());
        }
    }

    /** An invitation with what it carries, for the audit log. */
    private record Audited(
            InvitationView invitation,
            Set<UUID> teamIds,
            @Nullable Object mcpAccess,
            Map<UUID, IntegrationLevel> integrationAccess) {}
}
