package dev.gatehouse.db.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.db.integration.IntegrationRepository;
import dev.gatehouse.db.integration.IntegrationRow;
import dev.gatehouse.db.testing.TestAccount;
import dev.gatehouse.db.testing.TestAccounts;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.SystemRole;
import dev.gatehouse.policy.permission.Eligibility;
import dev.gatehouse.policy.permission.LicenseKind;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a person owns, and whether it lets them join others. */
abstract class OwnedAccountsContract {

    @Autowired
    OwnedAccounts owned;

    @Autowired
    IntegrationRepository integrations;

    @Autowired
    TestAccounts accounts;

    @Autowired
    JdbcClient jdbc;

    private TestAccount own;
    private MembershipRow owner;

    @BeforeEach
    void start() {
        own = accounts.create();
        owner = own.member(SystemRole.OWNER);
        license(own, "FREE");
    }

    private void license(TestAccount account, String license) {
        jdbc.sql("update account set license_kind = :license where id = :id")
                .param("license", license)
                .param("id", account.id())
                .update();
    }

    private OwnedAccount only() {
        assertThat(owned.of(owner.userId())).hasSize(1);
        return owned.of(owner.userId()).get(0);
    }

    @Test
    void personWhoOwnsNothingThenIsEligibleWhereverTheyAreMembers() {
        UUID member = own.member(SystemRole.ADMIN).userId();
        assertThat(owned.of(member)).isEmpty();
        assertThat(owned.eligibility(member)).isEqualTo(Eligibility.ELIGIBLE);
        assertThat(owned.eligibility(UUID.randomUUID())).isEqualTo(Eligibility.ELIGIBLE);
    }

    @Test
    void ownAccountThenTellsItsLicenseItsIntegrationsAndWhetherOthersJoined() {
        assertThat(only()).isEqualTo(new OwnedAccount(own.id(), LicenseKind.FREE, false, false));
        assertThat(owned.eligibility(owner.userId())).isEqualTo(Eligibility.ELIGIBLE);

        MembershipRow invited = own.member();
        own.set(invited, MembershipStatus.INVITED);
        MembershipRow dismissed = own.member();
        own.set(dismissed, MembershipStatus.DISMISSED);
        assertThat(only().othersAccepted()).isFalse();
        own.set(invited, MembershipStatus.DISABLED);
        assertThat(only()).isEqualTo(new OwnedAccount(own.id(), LicenseKind.FREE, false, true));
        own.set(invited, MembershipStatus.DISMISSED);

        IntegrationRow integration = integrations.save(IntegrationRow.create(own.id(), "Orders", TestAccount.now()));
        assertThat(only()).isEqualTo(new OwnedAccount(own.id(), LicenseKind.FREE, true, false));
        assertThat(owned.eligibility(owner.userId())).isEqualTo(Eligibility.NOT_ELIGIBLE);
        integrations.deleteById(integration.id());

        license(own, "LICENSED");
        assertThat(only().license()).isEqualTo(LicenseKind.LICENSED);
        assertThat(owned.eligibility(owner.userId())).isEqualTo(Eligibility.NOT_ELIGIBLE);
        license(own, "TRIAL");
        assertThat(only().license()).isNull();
        assertThat(owned.eligibility(owner.userId())).isEqualTo(Eligibility.UNDEFINED);
    }

    @Test
    void severalAccountsThenEachMustLetThemAndThoseOfOthersDoNotCount() {
        TestAccount second = accounts.create();
        second.join(owner.userId(), SystemRole.OWNER);
        license(second, "FREE");
        TestAccount foreign = accounts.create();
        foreign.join(owner.userId(), SystemRole.ADMIN);
        license(foreign, "LICENSED");
        assertThat(owned.of(owner.userId()).stream().map(OwnedAccount::accountId))
                .containsExactlyInAnyOrder(own.id(), second.id());
        assertThat(owned.eligibility(owner.userId())).isEqualTo(Eligibility.ELIGIBLE);
        license(second, "LICENSED");
        assertThat(owned.eligibility(owner.userId())).isEqualTo(Eligibility.NOT_ELIGIBLE);
    }
}
