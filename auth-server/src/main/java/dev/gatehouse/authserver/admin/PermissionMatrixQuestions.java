package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.account.AccountRow;
import dev.gatehouse.db.account.Member;
import dev.gatehouse.db.integration.IntegrationAccess;
import dev.gatehouse.policy.permission.Condition;
import dev.gatehouse.policy.permission.Eligibility;
import dev.gatehouse.policy.permission.Permission;
import dev.gatehouse.policy.permission.PermissionMatrix;
import dev.gatehouse.policy.permission.Permissions;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Asks the permission matrix about a member, as they and the account are now. */
@Component
final class PermissionMatrixQuestions {

    private final IntegrationAccess access;

    /** Reads the data files, so that the program does not start with faults in them. */
    PermissionMatrixQuestions(IntegrationAccess access) {
        this.access = access;
        Objects.requireNonNull(PermissionMatrix.published());
        Objects.requireNonNull(Eligibility.ofNoOwner());
    }

    Permission ask(AccountRow account, Member member, Permissions.Question question) {
        return Permissions.evaluate(
                new Permissions.Holder(member.status(), member.role(), access.levels(member)), question, on(account));
    }

    /** What the account has switched on. */
    static Set<Condition> on(AccountRow account) {
        EnumSet<Condition> on = EnumSet.of(Condition.NONE);
        if (account.nonAdminInvitations()) {
            on.add(Condition.INVITATIONS_ON);
        }
        if (account.nonAdminSupportAccess()) {
            on.add(Condition.SUPPORT_ACCESS_ON);
        }
        if (account.workspaceCreation()) {
            on.add(Condition.WORKSPACE_CREATION_ON);
        }
        return on;
    }
}
