package dev.gatehouse.policy.permission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.policy.account.IntegrationLevel;
import dev.gatehouse.policy.account.IntegrationLevels;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.Role;
import dev.gatehouse.policy.account.SystemRole;
import dev.gatehouse.policy.permission.Permission.Reason;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PermissionsTests {

    private static final UUID CHOSEN = UUID.randomUUID();
    private static final UUID ANOTHER = UUID.randomUUID();

    private MembershipStatus status = MembershipStatus.ACTIVE;
    private Set<Condition> on = Set.of();

    private static Role role(SystemRole system, IntegrationLevel level) {
        return new Role(UUID.randomUUID(), system, "Role", Set.of(), level);
    }

    private Permission decide(Role role, Map<UUID, IntegrationLevel> chosen, String resource, String verb, UUID id) {
        return Permissions.evaluate(
                new Permissions.Holder(status, role, new IntegrationLevels(role.level(), chosen)),
                new Permissions.Question(
                        ResourceKind.named(resource).orElseThrow(),
                        Verb.named(verb).orElseThrow(),
                        id),
                on);
    }

    private static Permission denied(Reason reason, PermissionLevel level) {
        return new Permission(false, reason, level, Condition.NONE);
    }

    @Test
    void levelOnAChosenIntegrationThenCountsThereAndNowhereElse() {
        Role custom = role(SystemRole.CUSTOM_LEVEL, IntegrationLevel.NONE);
        Map<UUID, IntegrationLevel> chosen = Map.of(CHOSEN, IntegrationLevel.MANAGE);
        assertThat(decide(custom, chosen, "flow", "MODIFY", CHOSEN))
                .isEqualTo(new Permission(true, null, PermissionLevel.MANAGE, Condition.NONE));
        assertThat(decide(custom, chosen, "flow", "VIEW", ANOTHER)).isEqualTo(denied(Reason.LEVEL_MISSING, null));
        assertThat(decide(custom, chosen, "flow", "VIEW", null)).isEqualTo(denied(Reason.LEVEL_MISSING, null));
        assertThat(decide(custom, chosen, "integration", "CREATE", null)).isEqualTo(denied(Reason.LEVEL_MISSING, null));
    }

    @Test
    void manageOnAChosenIntegrationThenBeatsMonitorOnAllAndTheOthersStayMonitor() {
        Role monitor = role(SystemRole.MONITOR_ALL, IntegrationLevel.MONITOR);
        Map<UUID, IntegrationLevel> chosen = Map.of(CHOSEN, IntegrationLevel.MANAGE);
        assertThat(decide(monitor, chosen, "flow", "MODIFY", CHOSEN).allowed()).isTrue();
        assertThat(decide(monitor, chosen, "flow", "MODIFY", ANOTHER))
                .isEqualTo(denied(Reason.VERB_NOT_GRANTED, PermissionLevel.MONITOR));
        assertThat(decide(monitor, chosen, "flow", "VIEW", ANOTHER).allowed()).isTrue();
    }

    @Test
    void monitorOnAChosenIntegrationThenAddsNothingToManageOnAll() {
        Role manage = role(SystemRole.MANAGE_ALL, IntegrationLevel.MANAGE);
        Map<UUID, IntegrationLevel> chosen = Map.of(CHOSEN, IntegrationLevel.MONITOR);
        assertThat(decide(manage, chosen, "flow", "DELETE", CHOSEN).allowed()).isTrue();
        assertThat(decide(manage, chosen, "integration", "CREATE", null).allowed())
                .isTrue();
    }

    @Test
    void resourceOfTheAccountThenTheHighestLevelAnywhereCountsWhateverIntegrationIsNamed() {
        Role custom = role(SystemRole.CUSTOM_LEVEL, IntegrationLevel.NONE);
        Map<UUID, IntegrationLevel> chosen = Map.of(CHOSEN, IntegrationLevel.MANAGE, ANOTHER, IntegrationLevel.MONITOR);
        for (UUID id : new UUID[] {null, CHOSEN, ANOTHER, UUID.randomUUID()}) {
            assertThat(decide(custom, chosen, "stack", "MODIFY", id).allowed()).isTrue();
        }
        assertThat(decide(custom, Map.of(), "stack", "VIEW", null)).isEqualTo(denied(Reason.LEVEL_MISSING, null));
        assertThat(decide(custom, chosen, "token", "VIEW", null))
                .isEqualTo(denied(Reason.VERB_NOT_GRANTED, PermissionLevel.MANAGE));
    }

    @Test
    void installThenOnlyTheOwnerMay() {
        for (SystemRole system : SystemRole.values()) {
            assertThat(decide(role(system, IntegrationLevel.MANAGE), Map.of(), "integration_app", "INSTALL", CHOSEN)
                            .allowed())
                    .as(system.name())
                    .isEqualTo(system == SystemRole.OWNER);
        }
    }

    @Test
    void rolesThenOwnerAdminAndSuperAdminHaveTheirColumnsAndAllOthersTheirLevel() {
        for (SystemRole system : SystemRole.values()) {
            Permission decided = decide(role(system, IntegrationLevel.MONITOR), Map.of(), "job", "VIEW", CHOSEN);
            assertThat(decided.level())
                    .isEqualTo(
                            switch (system) {
                                case OWNER -> PermissionLevel.OWNER;
                                case ADMIN, SUPER_ADMIN -> PermissionLevel.ADMIN;
                                default -> PermissionLevel.MONITOR;
                            });
        }
        assertThat(decide(role(null, IntegrationLevel.MANAGE), Map.of(), "job", "VIEW", CHOSEN)
                        .level())
                .isEqualTo(PermissionLevel.MANAGE);
    }

    @Test
    void conditionsThenAnyThatIsOnIsEnoughAndTheAnswerNamesIt() {
        Role monitor = role(SystemRole.MONITOR_ALL, IntegrationLevel.MONITOR);
        assertThat(decide(monitor, Map.of(), "user", "CREATE", null))
                .isEqualTo(
                        new Permission(false, Reason.CONDITION_OFF, PermissionLevel.MONITOR, Condition.INVITATIONS_ON));
        on = Set.of(Condition.SUPPORT_ACCESS_ON);
        assertThat(decide(monitor, Map.of(), "user", "CREATE", null))
                .isEqualTo(new Permission(true, null, PermissionLevel.MONITOR, Condition.SUPPORT_ACCESS_ON));
        on = Set.of(Condition.SUPPORT_ACCESS_ON, Condition.INVITATIONS_ON);
        assertThat(decide(monitor, Map.of(), "user", "CREATE", null).condition())
                .isEqualTo(Condition.INVITATIONS_ON);
        assertThat(decide(monitor, Map.of(), "user", "MODIFY", null))
                .isEqualTo(denied(Reason.VERB_NOT_GRANTED, PermissionLevel.MONITOR));
        assertThat(decide(monitor, Map.of(), "flow", "CREATE", CHOSEN))
                .isEqualTo(new Permission(
                        false, Reason.CONDITION_OFF, PermissionLevel.MONITOR, Condition.WORKSPACE_CREATION_ON));
    }

    @ParameterizedTest
    @EnumSource(value = MembershipStatus.class, mode = EnumSource.Mode.EXCLUDE, names = "ACTIVE")
    void personWhoIsNotActiveThenMayNothingEvenAsTheOwner(MembershipStatus inactive) {
        status = inactive;
        assertThat(decide(role(SystemRole.OWNER, IntegrationLevel.MANAGE), Map.of(), "job", "VIEW", CHOSEN))
                .isEqualTo(denied(Reason.NOT_ACTIVE, null));
    }

    @Test
    void permissionThatContradictsItselfThenRefused() {
        assertThatThrownBy(() -> new Permission(true, Reason.NOT_ACTIVE, null, Condition.NONE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Permission(false, null, null, Condition.NONE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesThenInAnyCaseAndNoLettersThatOnlyLookAlike() {
        assertThat(ResourceKind.named("Flow_Group")).contains(ResourceKind.FLOW_GROUP);
        assertThat(Verb.named("view")).contains(Verb.VIEW);
        assertThat(Verb.named("v\u0131ew")).isEmpty();
        assertThat(ResourceKind.named("to\u212Aen")).isEmpty();
        assertThat(ResourceKind.named("flow group")).isEmpty();
        assertThat(ResourceKind.named("")).isEmpty();
        assertThat(Verb.named("V")).isEmpty();
    }
}
