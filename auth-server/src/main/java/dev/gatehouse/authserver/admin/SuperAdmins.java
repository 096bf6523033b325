package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.account.AccountRow;
import dev.gatehouse.db.account.Member;
import dev.gatehouse.db.account.RoleLookups;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.SystemRole;
import org.springframework.stereotype.Component;

/** Looks after the last active Super admin of an account that works with teams alone (decision O10). */
@Component
final class SuperAdmins {

    private final RoleLookups roles;

    SuperAdmins(RoleLookups roles) {
        this.roles = roles;
    }

    /**
     * Whether there is still one afterwards, if there was one. Asked under the account's lock, so that the last two cannot both
     * go at once.
     *
     * @param remains whether the member is an active Super admin afterwards, if they are one now
     */
    boolean stays(AccountRow account, Member member, boolean remains) {
        boolean counts = member.status() == MembershipStatus.ACTIVE
                && member.role().systemKey() == SystemRole.SUPER_ADMIN
                && account.teamGrants()
                && !account.directGrants();
        return !counts
                || remains
                || roles.countOtherActiveHolders(account.id(), SystemRole.SUPER_ADMIN, member.membershipId()) > 0;
    }
}
