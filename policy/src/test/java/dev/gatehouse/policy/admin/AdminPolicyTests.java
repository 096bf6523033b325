package dev.gatehouse.policy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.account.IntegrationLevel;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.Role;
import dev.gatehouse.policy.account.SystemRole;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class AdminPolicyTests {

    private static final UUID OWN = UUID.randomUUID();

    @Test
    void decideWhenNothingIsKnownOfTheTargetThenDenies() {
        for (AdminAction action : AdminAction.values()) {
            assertThat(AdminPolicy.decide(actor("ACTIVE", "OWNER"), action, AdminTarget.UNKNOWN))
                    .isEqualTo(new AdminDecision.Deny(AdminReason.NOT_FOUND));
        }
    }

    @TestFactory
    Stream<DynamicTest> decideAsTheTableSays() throws IOException {
        return rows().map(row -> DynamicTest.dynamicTest(String.join(" ", row), () -> {
            AdminActor actor = actor(row.get(1), row.get(2));
            AdminTarget target = new AdminTarget(account(row.get(3)), facts(row.get(4)));
            AdminDecision decision = AdminPolicy.decide(actor, AdminAction.valueOf(row.get(0)), target);
            String outcome =
                    decision instanceof AdminDecision.Deny deny ? deny.reason().name() : "ALLOW";
            assertThat(outcome).isEqualTo(row.get(5));
        }));
    }

    @Test
    void tableNamesEveryActionThatNeedsACapabilityWithAndWithoutIt() throws IOException {
        Set<String> refused = rows().filter(row -> row.get(5).equals("CAPABILITY_MISSING"))
                .map(row -> row.get(0))
                .filter(action -> AdminAction.valueOf(action).capability().isPresent())
                .collect(Collectors.toSet());
        Set<String> expected = Arrays.stream(AdminAction.values())
                .filter(action -> action.capability().isPresent())
                .map(Enum::name)
                .collect(Collectors.toSet());
        assertThat(refused).isEqualTo(expected);
    }

    @Test
    void targetWhenAFactIsTakenBackThenHoldsItNoMore() {
        AdminTarget target = AdminTarget.of(OWN).with(AdminFact.SLUG_FREE, true).with(AdminFact.SLUG_FREE, false);
        assertThat(target.facts()).isEmpty();
    }

    @Test
    void mayWhenTheAccountLendsACapabilityThenThatOneAndNoOther() {
        AdminActor plain = actor("ACTIVE", "MONITOR_ALL");
        AdminActor lent = new AdminActor(
                plain.userId(), plain.accountId(), plain.status(), plain.role(), Set.of(Capability.USERS_INVITE));
        assertThat(AdminPolicy.mayAttempt(plain, AdminAction.INVITATION_READ)).isInstanceOf(AdminDecision.Deny.class);
        assertThat(AdminPolicy.mayAttempt(lent, AdminAction.INVITATION_READ)).isInstanceOf(AdminDecision.Allow.class);
        assertThat(AdminPolicy.mayAttempt(lent, AdminAction.PEOPLE_READ)).isInstanceOf(AdminDecision.Deny.class);
        assertThat(lent.capabilities()).containsExactlyInAnyOrder(Capability.MCP_CONNECT, Capability.USERS_INVITE);
        assertThat(lent.role().has(Capability.USERS_INVITE)).isFalse();
    }

    private static Stream<List<String>> rows() throws IOException {
        try (InputStream table =
                Objects.requireNonNull(AdminPolicyTests.class.getResourceAsStream("/admin/decisions.csv"))) {
            return new String(table.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> List.of(line.split(", ")));
        }
    }

    private static AdminActor actor(String status, String role) {
        Role held = role.equals("NOTHING")
                ? new Role(UUID.randomUUID(), null, "Nothing", Set.of(), IntegrationLevel.NONE)
                : new Role(
                        UUID.randomUUID(),
                        SystemRole.valueOf(role),
                        role,
                        SystemRole.valueOf(role).capabilities(),
                        IntegrationLevel.NONE);
        return new AdminActor(UUID.randomUUID(), OWN, MembershipStatus.valueOf(status), held);
    }

    private static UUID account(String target) {
        return switch (target) {
            case "own" -> OWN;
            case "other" -> UUID.randomUUID();
            default -> null;
        };
    }

    private static Set<AdminFact> facts(String text) {
        EnumSet<AdminFact> facts =
                text.startsWith("ALL") ? EnumSet.allOf(AdminFact.class) : EnumSet.noneOf(AdminFact.class);
        Arrays.stream(text.split(" -")).skip(1).map(AdminFact::valueOf).forEach(facts::remove);
        return facts;
    }
}
