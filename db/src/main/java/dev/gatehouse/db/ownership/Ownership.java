package dev.gatehouse.db.ownership;

import dev.gatehouse.db.account.AccountRepository;
import dev.gatehouse.db.account.AccountRow;
import dev.gatehouse.db.account.Member;
import dev.gatehouse.db.account.MemberRepository;
import dev.gatehouse.db.account.MembershipRepository;
import dev.gatehouse.db.account.RoleRepository;
import dev.gatehouse.db.account.RoleRow;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.SystemRole;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Moves an account to another owner. Both memberships are locked by id, and then the account, from before {@link #find} until
 * the commit, within {@code ReachChanges}: so there is exactly one owner at any time, and what the previous one reached by
 * role alone ends in the same transaction.
 */
@Component
public final class Ownership {

    private final AccountRepository accounts;
    private final MemberRepository members;
    private final MembershipRepository memberships;
    private final RoleRepository roles;
    private final TransferRepository transfers;

    Ownership(
            AccountRepository accounts,
            MemberRepository members,
            MembershipRepository memberships,
            RoleRepository roles,
            TransferRepository transfers) {
        this.accounts = accounts;
        this.members = members;
        this.memberships = memberships;
        this.roles = roles;
        this.transfers = transfers;
    }

    /** What accepting this offer would do; empty unless it waits, its maker owns the account, and the other is active in it. */
    public Optional<Move> find(UUID accountId, UUID transferId) {
        Optional<TransferRow> offer = transfers
                .findByIdAndAccountId(transferId, accountId)
                .filter(row -> row.status() == TransferStatus.REQUESTED);
        Optional<AccountRow> account = accounts.findById(accountId);
        if (offer.isEmpty() || account.isEmpty()) {
            return Optional.empty();
        }
        Optional<Member> from = members.find(accountId, offer.get().fromUserId())
                .filter(member -> member.membershipId().equals(account.get().ownerMembershipId()))
                .filter(member -> member.role().systemKey() == SystemRole.OWNER);
        Optional<Member> to = members.find(accountId, offer.get().toUserId())
                .filter(member -> member.status() == MembershipStatus.ACTIVE)
                .filter(member -> member.role().systemKey() != SystemRole.OWNER);
        return from.flatMap(owner -> to.map(next -> new Move(account.get(), owner, next, left(offer.get()))));
    }

    /** Moves it: two roles and the account's owner, together. */
    public void move(Move move) {
        assign(move.from(), move.left().id());
        assign(move.to(), move.from().role().id());
        accounts.save(move.account().ownedBy(move.to().membershipId()));
    }

    private void assign(Member member, UUID roleId) {
        memberships.save(
                memberships.findById(member.membershipId()).orElseThrow().withRole(roleId));
    }

    private RoleRow left(TransferRow offer) {
        return roles.findByIdAndAccountId(offer.previousOwnerRoleId(), offer.accountId())
                .filter(role -> role.systemKey() != SystemRole.OWNER)
                .or(() -> roles.findByAccountIdAndSystemKey(offer.accountId(), SystemRole.MANAGE_ALL))
                .orElseThrow(() -> new IllegalStateException("an account without its built-in roles"));
    }

    /**
     * A change of owner.
     *
     * @param left what the previous owner becomes
     */
    public record Move(AccountRow account, Member from, Member to, RoleRow left) {}
}
