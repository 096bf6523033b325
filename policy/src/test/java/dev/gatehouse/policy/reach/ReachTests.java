package dev.gatehouse.policy.reach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.account.IntegrationLevel;
import dev.gatehouse.policy.account.Role;
import dev.gatehouse.policy.account.SystemRole;
import dev.gatehouse.policy.scope.Scopes;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvFileSource;

class ReachTests {

    private static Scopes scopes(String text) {
        return text == null ? Scopes.NONE : Scopes.parse(text);
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/reach/reach.csv", useHeadersInDisplayName = true)
    void reachThenTheFirstSourceThatHolds(ArgumentsAccessor row) {
        Capability capability = row.getBoolean(0) ? Capability.MCP_USE_ALL_SERVERS : Capability.MCP_SERVER_MANAGE;
        Reach reach = Reach.of(
                new Role(UUID.randomUUID(), null, "Role", Set.of(capability), IntegrationLevel.NONE),
                new ReachPolicy(row.getBoolean(1), row.getBoolean(2)),
                scopes(row.getString(3)),
                scopes(row.getString(4)),
                scopes(row.getString(5)));
        assertThat(reach.source()).isEqualTo(ReachSource.valueOf(row.getString(6)));
        assertThat(reach.scopes()).isEqualTo(scopes(row.getString(7)));
        assertThat(reach.isNone()).isEqualTo(reach.scopes().isEmpty());
    }

    @Test
    void policyWithoutAnySourceThenRefused() {
        assertThatThrownBy(() -> new ReachPolicy(false, false)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void presetsThenOnlyTheOwnerTransfersAndOnlyLockedRolesReachEverything() {
        for (SystemRole role : SystemRole.values()) {
            assertThat(role.capabilities().contains(Capability.OWNERSHIP_TRANSFER))
                    .isEqualTo(role == SystemRole.OWNER);
            assertThat(role.capabilities().contains(Capability.MCP_USE_ALL_SERVERS))
                    .isEqualTo(role.locked());
            assertThat(role.capabilities()).contains(Capability.MCP_CONNECT);
        }
    }
}
