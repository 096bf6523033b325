package dev.gatehouse.db.invitation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.integration.IntegrationRepository;
import dev.gatehouse.db.integration.IntegrationRow;
import dev.gatehouse.db.invitation.OwnedAccounts.OwnedAccount;
import dev.gatehouse.db.testing.TestAccount;
import dev.gatehouse.db.testing.TestAccounts;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.SystemRole;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What somebody's own accounts are like. */
abstract class OwnedAccountsContract {

    @Autowired
    OwnedAccounts owned;

    @Autowired
    IntegrationRepository integrations;

    @Autowired
    TestAccounts accounts;

    @Autowired
    JdbcClient jdbc;

    private MembershipRow owner(TestAccount account) {
        MembershipRow owner = account.member(SystemRole.OWNER);
        jdbc.sql("update account set owner_membership_id = :owner where id = :id")
                .param("owner", owner.id())
                .param("id", account.id())
                .update();
        return owner;
    }

    @Test
    void ofAnOwnerThenWhatTheAccountHas() {
        TestAccount account = accounts.create();
        MembershipRow owner = owner(account);
        assertThat(owned.of(owner.userId())).containsExactly(new OwnedAccount("LICENSED", false, false));

        account.set(account.member(), MembershipStatus.INVITED);
        account.set(account.member(), MembershipStatus.DISMISSED);
        assertThat(owned.of(owner.userId())).containsExactly(new OwnedAccount("LICENSED", false, false));

        account.set(account.member(), MembershipStatus.DISABLED);
        integrations.save(IntegrationRow.create(account.id(), "Shop", TestAccount.now()));
        jdbc.sql("update account set license_kind = 'FREE' where id = :id")
                .param("id", account.id())
                .update();
        assertThat(owned.of(owner.userId())).containsExactly(new OwnedAccount("FREE", true, true));
    }

    @Test
    void ofAMemberOfOthersThenNothing() {
        TestAccount account = accounts.create();
        owner(account);
        assertThat(owned.of(account.member(SystemRole.ADMIN).userId())).isEmpty();
    }
}
