package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.account.AccountRow;
import dev.gatehouse.db.account.Member;
import dev.gatehouse.db.account.MemberRepository;
import dev.gatehouse.db.account.RoleRepository;
import dev.gatehouse.db.account.RoleRow;
import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.ownership.Ownership;
import dev.gatehouse.db.ownership.TransferRepository;
import dev.gatehouse.db.ownership.TransferRow;
import dev.gatehouse.db.ownership.TransferStatus;
import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.SystemRole;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.admin.AdminFact;
import dev.gatehouse.policy.admin.AdminTarget;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * Hands an account to another of its people, in two steps: the owner offers it, the other accepts (decision O11). Who is
 * neither of the two sees nothing of it here (domain rule R88).
 */
@Service
public final class OwnershipTransfers {

    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private final MemberRepository members;
    private final RoleRepository roles;
    private final TransferRepository transfers;
    private final Ownership ownership;
    private final OwnershipOffers offers;
    private final AccountChanges changes;
    private final SuperAdmins superAdmins;
    private final AdminAudit audit;

    OwnershipTransfers(
            MemberRepository members,
            RoleRepository roles,
            TransferRepository transfers,
            Ownership ownership,
            OwnershipOffers offers,
            AccountChanges changes,
            SuperAdmins superAdmins,
            AdminAudit audit) {
        this.members = members;
        this.roles = roles;
        this.transfers = transfers;
        this.ownership = ownership;
        this.offers = offers;
        this.changes = changes;
        this.superAdmins = superAdmins;
        this.audit = audit;
    }

    /** The offers of the account, by id: all for the owner, for others those that were made to them. */
    public Page<Transfer> list(AdminActor actor, PageRequest page) {
        AdminChecks.requireAttempt(actor, AdminAction.TRANSFER_READ);
        UUID after = Objects.requireNonNullElse(page.after(), BEFORE_ALL);
        List<TransferRow> rows = owns(actor)
                ? transfers.list(actor.accountId(), after, page.readAhead())
                : transfers.listTo(actor.accountId(), actor.userId(), after, page.readAhead());
        return Page.of(rows, page, TransferRow::id, Transfer::of);
    }

    /** One of them. */
    public Transfer get(AdminActor actor, UUID id) {
        return Transfer.of(find(actor, AdminAction.TRANSFER_READ, id));
    }

    /** Offers the account to an active member. Nothing changes until they accept. */
    public Transfer request(AdminActor actor, UUID toUserId, @Nullable UUID previousOwnerRoleId) {
        AdminChecks.requireAttempt(actor, AdminAction.TRANSFER_REQUEST);
        if (toUserId.equals(actor.userId())) {
            throw new InvalidValue("`toUserId` must be somebody else");
        }
        return changes.run(actor, () -> {
            Optional<Member> to = members.find(actor.accountId(), toUserId)
                    .filter(member -> member.status() == MembershipStatus.ACTIVE);
            UUID left = left(actor, previousOwnerRoleId).id();
            AdminChecks.require(
                    actor,
                    AdminAction.TRANSFER_REQUEST,
                    AdminTarget.of(actor.accountId())
                            .with(AdminFact.ACTIVE_MEMBER, to.isPresent())
                            .with(
                                    AdminFact.NO_TRANSFER_OPEN,
                                    offers.open(actor.accountId()).isEmpty()));
            return Transfer.of(offers.make(actor, toUserId, left));
        });
    }

    /** Takes the offer back; once more changes nothing. */
    public void cancel(AdminActor actor, UUID id, @Nullable Long version) {
        find(actor, AdminAction.TRANSFER_CANCEL, id);
        changes.run(actor, () -> {
            TransferRow row = find(actor, AdminAction.TRANSFER_CANCEL, id);
            boolean already = row.status() == TransferStatus.CANCELLED;
            AdminChecks.require(
                    actor,
                    AdminAction.TRANSFER_CANCEL,
                    target(row, version).with(AdminFact.TRANSFER_REQUESTED, already || waits(row)));
            return already ? row : offers.close(actor, row, TransferStatus.CANCELLED);
        });
    }

    /**
     * Makes the actor the owner. The previous one gets the role that the offer names, or manages all where that is gone; what
     * they reached as the owner and no grant gives ends with it.
     */
    public Transfer accept(AdminActor actor, UUID id, @Nullable Long version) {
        TransferRow offer = find(actor, AdminAction.TRANSFER_ACCEPT, id);
        List<UUID> both = Stream.of(offer.fromUserId(), offer.toUserId())
                .flatMap(userId -> members.find(actor.accountId(), userId).stream())
                .map(Member::membershipId)
                .toList();
        return changes.run(actor, both, () -> acceptLocked(actor, id, version));
    }

    /** Says no to the offer. */
    public Transfer decline(AdminActor actor, UUID id, @Nullable Long version) {
        find(actor, AdminAction.TRANSFER_DECLINE, id);
        return changes.run(actor, () -> {
            TransferRow row = find(actor, AdminAction.TRANSFER_DECLINE, id);
            AdminChecks.require(
                    actor,
                    AdminAction.TRANSFER_DECLINE,
                    target(row, version)
                            .with(AdminFact.TRANSFER_TO_ACTOR, to(actor, row))
                            .with(AdminFact.TRANSFER_REQUESTED, waits(row)));
            return Transfer.of(offers.close(actor, row, TransferStatus.DECLINED));
        });
    }

    private Transfer acceptLocked(AdminActor actor, UUID id, @Nullable Long version) {
        TransferRow row = find(actor, AdminAction.TRANSFER_ACCEPT, id);
        Optional<Ownership.Move> move = ownership.find(actor.accountId(), id);
        AdminChecks.require(
                actor,
                AdminAction.TRANSFER_ACCEPT,
                target(row, version)
                        .with(AdminFact.TRANSFER_TO_ACTOR, to(actor, row))
                        .with(AdminFact.TRANSFER_REQUESTED, move.isPresent())
                        .with(
                                AdminFact.SUPER_ADMIN_STAYS,
                                move.filter(this::superAdminStays).isPresent()));
        Ownership.Move agreed = move.orElseThrow();
        ownership.move(agreed);
        TransferRow accepted = offers.close(actor, row, TransferStatus.ACCEPTED);
        Owners before = new Owners(
                row.id(), row.fromUserId(), row.toUserId(), agreed.to().role().name());
        audit.changed(
                actor,
                AuditAction.OWNERSHIP_TRANSFERRED,
                AdminAudit.Subject.account(actor.accountId()),
                before,
                new Owners(
                        row.id(),
                        row.toUserId(),
                        row.fromUserId(),
                        agreed.left().name()));
        return Transfer.of(accepted);
    }

    /** The previous owner may take the place of a last Super admin who rises. */
    private boolean superAdminStays(Ownership.Move move) {
        AccountRow account = move.account();
        return superAdmins.stays(account, move.to(), move.left().systemKey() == SystemRole.SUPER_ADMIN);
    }

    private RoleRow left(AdminActor actor, @Nullable UUID roleId) {
        Optional<RoleRow> role = roleId == null
                ? roles.findByAccountIdAndSystemKey(actor.accountId(), SystemRole.MANAGE_ALL)
                : roles.findByIdAndAccountId(roleId, actor.accountId());
        RoleRow left = AdminChecks.found(actor, AdminAction.TRANSFER_REQUEST, role);
        if (left.systemKey() == SystemRole.OWNER) {
            throw new InvalidValue("`previousOwnerRoleId` must not be the role of the owner");
        }
        return left;
    }

    private TransferRow find(AdminActor actor, AdminAction action, UUID id) {
        return AdminChecks.found(
                actor,
                action,
                transfers.findByIdAndAccountId(id, actor.accountId()).filter(row -> owns(actor) || to(actor, row)));
    }

    private static AdminTarget target(TransferRow row, @Nullable Long version) {
        return AdminTarget.of(row.accountId())
                .with(AdminFact.VERSION_CURRENT, AdminChecks.current(version, row.version()));
    }

    private static boolean owns(AdminActor actor) {
        return actor.role().has(Capability.OWNERSHIP_TRANSFER);
    }

    private static boolean to(AdminActor actor, TransferRow row) {
        return row.toUserId().equals(actor.userId());
    }

    private static boolean waits(TransferRow row) {
        return row.status() == TransferStatus.REQUESTED;
    }

    /** An offer of the account, as the API shows one. */
    public record Transfer(
            UUID id,
            UUID fromUserId,
            UUID toUserId,
            UUID previousOwnerRoleId,
            TransferStatus status,
            Instant createdAt,
            @Nullable Instant resolvedAt,
            long version) {

        static Transfer of(TransferRow row) {
            return new Transfer(
                    row.id(),
                    row.fromUserId(),
                    row.toUserId(),
                    row.previousOwnerRoleId(),
                    row.status(),
                    row.createdAt(),
                    row.resolvedAt(),
                    row.version());
        }
    }

    private record Owners(UUID transferId, UUID ownerUserId, UUID otherUserId, String otherRole) {}
}
