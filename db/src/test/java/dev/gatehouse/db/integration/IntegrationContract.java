package dev.gatehouse.db.integration;

import static dev.gatehouse.policy.account.IntegrationLevel.MANAGE;
import static dev.gatehouse.policy.account.IntegrationLevel.MONITOR;
import static dev.gatehouse.policy.account.IntegrationLevel.NONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.db.account.Member;
import dev.gatehouse.db.account.MemberRepository;
import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.grant.MemberRemovals;
import dev.gatehouse.db.integration.IntegrationLookups.Viewer;
import dev.gatehouse.db.testing.TestAccount;
import dev.gatehouse.db.testing.TestAccounts;
import dev.gatehouse.policy.account.IntegrationLevel;
import dev.gatehouse.policy.account.SystemRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Integrations, and levels on them, as rows. */
abstract class IntegrationContract {

    @Autowired
    IntegrationRepository rows;

    @Autowired
    IntegrationLookups lookups;

    @Autowired
    IntegrationAccess access;

    @Autowired
    MemberRepository members;

    @Autowired
    MemberRemovals removals;

    @Autowired
    TestAccounts accounts;

    @Autowired
    JdbcClient jdbc;

    private TestAccount account;

    @BeforeEach
    void start() {
        account = accounts.create();
    }

    private IntegrationRow integration(TestAccount owner, String name) {
        return rows.save(IntegrationRow.create(owner.id(), name, TestAccount.now()));
    }

    private Viewer viewer(MembershipRow member, IntegrationLevel onAll) {
        return new Viewer(member.accountId(), member.userId(), onAll);
    }

    private Map<String, IntegrationLevel> seen(Viewer viewer) {
        return new TreeMap<>(lookups.list(viewer, null, 100).stream()
                .collect(Collectors.toMap(VisibleIntegration::name, VisibleIntegration::level)));
    }

    private Member member(MembershipRow row) {
        return members.find(row.accountId(), row.userId()).orElseThrow();
    }

    @Test
    void saveWhenTheNameIsTakenInTheAccountThenRefusesAndElsewhereItIsFree() {
        IntegrationRow row = integration(account, "Orders");
        assertThat(row.version()).isEqualTo(1);
        assertThatThrownBy(() -> integration(account, "Orders")).hasRootCauseInstanceOf(java.sql.SQLException.class);
        TestAccount other = accounts.create();
        integration(other, "Orders");
        assertThat(rows.existsByAccountIdAndName(account.id(), "Orders")).isTrue();
        assertThat(rows.existsByAccountIdAndName(account.id(), "Invoices")).isFalse();
        assertThat(rows.countByAccountId(account.id())).isEqualTo(1);
        assertThat(rows.findByIdAndAccountId(row.id(), other.id())).isEmpty();
        assertThat(rows.findByAccountIdAndIdIn(account.id(), Set.of(row.id(), UUID.randomUUID())))
                .extracting(IntegrationRow::id)
                .containsExactly(row.id());
        assertThat(rows.findByAccountIdAndIdIn(other.id(), Set.of(row.id()))).isEmpty();
        assertThat(rows.findByAccountIdAndIdIn(other.id(), Set.of())).isEmpty();
    }

    @Test
    void listWhenTheRoleHasALevelThenIsEverythingWithTheHigherLevel() {
        IntegrationRow orders = integration(account, "Orders");
        integration(account, "Invoices");
        integration(accounts.create(), "Theirs");
        MembershipRow mo = account.member(SystemRole.MONITOR_ALL);
        access.replace(mo.id(), Map.of(orders.id(), MANAGE));
        assertThat(seen(viewer(mo, MONITOR))).isEqualTo(Map.of("Orders", MANAGE, "Invoices", MONITOR));
        access.replace(mo.id(), Map.of(orders.id(), MONITOR));
        assertThat(seen(viewer(mo, MANAGE))).isEqualTo(Map.of("Orders", MANAGE, "Invoices", MANAGE));
    }

    @Test
    void listWhenTheRoleHasNoLevelThenIsWhatWasChosenForThePerson() {
        IntegrationRow orders = integration(account, "Orders");
        IntegrationRow hidden = integration(account, "Hidden");
        MembershipRow cus = account.member(SystemRole.CUSTOM_LEVEL);
        MembershipRow other = account.member(SystemRole.CUSTOM_LEVEL);
        access.replace(cus.id(), Map.of(orders.id(), MONITOR));
        access.replace(other.id(), Map.of(hidden.id(), MANAGE));

        Viewer viewer = viewer(cus, NONE);
        assertThat(seen(viewer)).isEqualTo(Map.of("Orders", MONITOR));
        assertThat(lookups.find(viewer, orders.id()))
                .contains(new VisibleIntegration(orders.id(), "Orders", MONITOR, 1));
        assertThat(lookups.find(viewer, hidden.id())).isEmpty();
        assertThat(lookups.find(viewer(cus, MONITOR), hidden.id())).isPresent();

        jdbc.sql("update integration_access set level = 'SOMETHING' where membership_id = :id")
                .param("id", cus.id())
                .update();
        assertThat(seen(viewer)).isEmpty();
        assertThat(member(cus).chosenLevel()).isEqualTo(NONE);
    }

    @Test
    void listWhenPagedThenEachIsThereOnceById() {
        MembershipRow mel = account.member(SystemRole.MANAGE_ALL);
        for (int i = 0; i < 5; i++) {
            integration(account, "I" + i);
        }
        Viewer viewer = viewer(mel, MANAGE);
        List<UUID> paged = new ArrayList<>();
        UUID cursor = null;
        for (List<VisibleIntegration> page = lookups.list(viewer, null, 2);
                !page.isEmpty();
                page = lookups.list(viewer, cursor, 2)) {
            page.forEach(item -> paged.add(item.id()));
            cursor = page.get(page.size() - 1).id();
        }
        assertThat(paged)
                .containsExactlyElementsOf(lookups.list(viewer, null, 100).stream()
                        .map(VisibleIntegration::id)
                        .toList())
                .hasSize(5);
    }

    @Test
    void replaceThenOnlyTheNewLevelsStandAndNobodyElsesChange() {
        IntegrationRow one = integration(account, "One");
        IntegrationRow two = integration(account, "Two");
        MembershipRow cus = account.member(SystemRole.CUSTOM_LEVEL);
        MembershipRow carl = account.member(SystemRole.CUSTOM_LEVEL);
        access.replace(carl.id(), Map.of(one.id(), MONITOR));
        access.replace(cus.id(), Map.of(one.id(), MONITOR, two.id(), MANAGE));
        assertThat(access.find(cus.id())).isEqualTo(Map.of(one.id(), MONITOR, two.id(), MANAGE));
        assertThat(access.list(cus.id()))
                .containsExactlyInAnyOrder(
                        new IntegrationAccess.Chosen(one.id(), "One", MONITOR),
                        new IntegrationAccess.Chosen(two.id(), "Two", MANAGE));

        access.replace(cus.id(), Map.of(one.id(), MANAGE, two.id(), NONE));
        assertThat(access.find(cus.id())).isEqualTo(Map.of(one.id(), MANAGE));
        assertThat(access.count(one.id())).isEqualTo(2);
        access.replace(cus.id(), Map.of());
        assertThat(access.find(cus.id())).isEmpty();
        assertThat(access.find(carl.id())).isEqualTo(Map.of(one.id(), MONITOR));
    }

    @Test
    void replaceWhenAnIntegrationIsOfAnotherAccountThenNothingOfItIsWritten() {
        IntegrationRow theirs = integration(accounts.create(), "Theirs");
        MembershipRow cus = account.member(SystemRole.CUSTOM_LEVEL);
        access.replace(cus.id(), Map.of(theirs.id(), MANAGE));
        assertThat(access.find(cus.id())).isEmpty();
    }

    @Test
    void memberThenHasTheHighestChosenLevelWithoutAQueryOfItsOwn() {
        IntegrationRow one = integration(account, "One");
        IntegrationRow two = integration(account, "Two");
        MembershipRow cus = account.member(SystemRole.CUSTOM_LEVEL);
        MembershipRow mo = account.member(SystemRole.MONITOR_ALL);
        assertThat(member(cus).bestLevel()).isEqualTo(NONE);
        access.replace(cus.id(), Map.of(one.id(), MONITOR));
        assertThat(member(cus).bestLevel()).isEqualTo(MONITOR);
        access.replace(cus.id(), Map.of(one.id(), MONITOR, two.id(), MANAGE));
        assertThat(member(cus).chosenLevel()).isEqualTo(MANAGE);
        assertThat(member(cus).role().level()).isEqualTo(NONE);
        assertThat(member(mo).bestLevel()).isEqualTo(MONITOR);
        assertThat(access.levels(member(cus)).on(two.id())).isEqualTo(MANAGE);
        assertThat(access.levels(member(mo)).on(two.id())).isEqualTo(MONITOR);
        assertThat(members.list(account.id(), null, 10).stream()
                        .collect(Collectors.toMap(Member::userId, Member::bestLevel)))
                .isEqualTo(Map.of(cus.userId(), MANAGE, mo.userId(), MONITOR));
    }

    @Test
    void deleteThenWaitsForTheLevelsOnItAndTakesNoOthers() {
        IntegrationRow goes = integration(account, "Goes");
        IntegrationRow stays = integration(account, "Stays");
        MembershipRow cus = account.member(SystemRole.CUSTOM_LEVEL);
        access.replace(cus.id(), Map.of(goes.id(), MANAGE, stays.id(), MONITOR));
        assertThatThrownBy(() -> rows.deleteById(goes.id())).isInstanceOf(RuntimeException.class);
        access.removeAll(goes.id());
        rows.deleteById(goes.id());
        assertThat(access.find(cus.id())).isEqualTo(Map.of(stays.id(), MONITOR));
        assertThat(rows.countByAccountId(account.id())).isEqualTo(1);
    }

    @Test
    void memberWhoIsRemovedThenLeavesNoLevelBehind() {
        IntegrationRow one = integration(account, "One");
        MembershipRow cus = account.member(SystemRole.CUSTOM_LEVEL);
        MembershipRow carl = account.member(SystemRole.CUSTOM_LEVEL);
        access.replace(cus.id(), Map.of(one.id(), MANAGE));
        access.replace(carl.id(), Map.of(one.id(), MANAGE));
        removals.remove(cus.id());
        assertThat(access.find(cus.id())).isEmpty();
        assertThat(access.count(one.id())).isEqualTo(1);
    }
}
