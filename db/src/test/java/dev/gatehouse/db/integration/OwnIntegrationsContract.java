package dev.gatehouse.db.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.integration.OwnIntegrations.Leveled;
import dev.gatehouse.db.testing.TestAccount;
import dev.gatehouse.db.testing.TestAccounts;
import dev.gatehouse.policy.account.IntegrationLevel;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The integrations that a person has a level on. */
abstract class OwnIntegrationsContract {

    private static final UUID ZERO = new UUID(0, 0);

    @Autowired
    OwnIntegrations integrations;

    @Autowired
    IntegrationRepository rows;

    @Autowired
    IntegrationAccess access;

    @Autowired
    TestAccounts accounts;

    private IntegrationRow integration(TestAccount account, String name) {
        return rows.save(IntegrationRow.create(account.id(), name, TestAccount.now()));
    }

    @Test
    void listThenTheHigherLevelCountsAndNothingOfOthers() {
        TestAccount account = accounts.create();
        MembershipRow member = account.member();
        IntegrationRow one = integration(account, "One");
        IntegrationRow two = integration(account, "Two");
        IntegrationRow three = integration(account, "Three");
        integration(accounts.create(), "Elsewhere");
        access.replace(member.id(), Map.of(one.id(), IntegrationLevel.MANAGE, two.id(), IntegrationLevel.MONITOR));
        access.replace(account.member().id(), Map.of(three.id(), IntegrationLevel.MANAGE));

        assertThat(list(account, member, IntegrationLevel.NONE))
                .containsExactlyInAnyOrder(
                        new Leveled(one.id(), "One", IntegrationLevel.MANAGE),
                        new Leveled(two.id(), "Two", IntegrationLevel.MONITOR));
        assertThat(list(account, member, IntegrationLevel.MONITOR))
                .extracting(Leveled::level)
                .containsExactlyInAnyOrder(IntegrationLevel.MANAGE, IntegrationLevel.MONITOR, IntegrationLevel.MONITOR);
        assertThat(list(account, member, IntegrationLevel.MANAGE))
                .hasSize(3)
                .allMatch(found -> found.level() == IntegrationLevel.MANAGE);
        List<Leveled> first = integrations.list(account.id(), member.userId(), IntegrationLevel.MONITOR, ZERO, 1);
        assertThat(integrations.list(
                        account.id(),
                        member.userId(),
                        IntegrationLevel.MONITOR,
                        first.get(0).id(),
                        10))
                .hasSize(2)
                .doesNotContainAnyElementsOf(first);
    }

    private List<Leveled> list(TestAccount account, MembershipRow member, IntegrationLevel byRole) {
        return integrations.list(account.id(), member.userId(), byRole, ZERO, 10);
    }
}
