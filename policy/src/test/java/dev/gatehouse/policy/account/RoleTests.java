package dev.gatehouse.policy.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RoleTests {

    /** Domain rule R54: also a capability that came after the role was stored. */
    @Test
    void lockedRoleWhateverIsStoredThenHasAllOfItsKind() {
        for (SystemRole system : SystemRole.values()) {
            Role role = new Role(
                    UUID.randomUUID(), system, "Renamed", Set.of(Capability.LOGS_VIEW_EXPORT), IntegrationLevel.NONE);
            assertThat(role.capabilities())
                    .isEqualTo(system.locked() ? system.capabilities() : Set.of(Capability.LOGS_VIEW_EXPORT));
            assertThat(role.locked()).isEqualTo(system.locked());
        }
    }

    @Test
    void roleOfTheAccountWhatItsNameThenOnlyWhatItHas() {
        Role role =
                new Role(UUID.randomUUID(), null, "Super admin", Set.of(Capability.MCP_CONNECT), IntegrationLevel.NONE);
        assertThat(role.capabilities()).containsExactly(Capability.MCP_CONNECT);
        assertThat(role.locked()).isFalse();
    }
}
