package dev.gatehouse.policy.permission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.policy.account.IntegrationLevel;
import dev.gatehouse.policy.account.IntegrationLevels;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.Role;
import dev.gatehouse.policy.account.SystemRole;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The data against the published table, cell by cell; and how strictly the data is read. */
class PermissionMatrixTests {

    private static final String RULES = RuleTable.text("permission-matrix.csv");
    private static final String SCOPES = RuleTable.text("permission-scopes.csv");

    private static List<Set<Condition>> switches() {
        Condition[] all = {Condition.INVITATIONS_ON, Condition.SUPPORT_ACCESS_ON, Condition.WORKSPACE_CREATION_ON};
        return IntStream.range(0, 1 << all.length)
                .mapToObj(bits -> {
                    Set<Condition> on = EnumSet.noneOf(Condition.class);
                    IntStream.range(0, all.length)
                            .filter(bit -> (bits & (1 << bit)) != 0)
                            .forEach(bit -> on.add(all[bit]));
                    return on;
                })
                .toList();
    }

    private static Permission decide(PermissionLevel level, ResourceKind resource, Verb verb, Set<Condition> on) {
        SystemRole role = switch (level) {
            case OWNER -> SystemRole.OWNER;
            case ADMIN -> SystemRole.ADMIN;
            case MANAGE -> SystemRole.MANAGE_ALL;
            case MONITOR -> SystemRole.MONITOR_ALL;
        };
        IntegrationLevel all = level == PermissionLevel.MONITOR ? IntegrationLevel.MONITOR : IntegrationLevel.MANAGE;
        Role held = new Role(UUID.randomUUID(), role, role.displayName(), role.capabilities(), all);
        return Permissions.evaluate(
                new Permissions.Holder(MembershipStatus.ACTIVE, held, new IntegrationLevels(all, Map.of())),
                new Permissions.Question(resource, verb, null),
                on);
    }

    @TestFactory
    Stream<DynamicTest> everyCellWithEverySwitchOnAndOffIsAsPublished() throws IOException {
        PublishedTable table = PublishedTable.read();
        return Arrays.stream(ResourceKind.values())
                .flatMap(resource -> Arrays.stream(PermissionLevel.values())
                        .map(level -> DynamicTest.dynamicTest(resource.key() + " " + level, () -> {
                            for (Verb verb : Verb.values()) {
                                for (Set<Condition> on : switches()) {
                                    assertThat(decide(level, resource, verb, on).allowed())
                                            .as(verb + " with " + on)
                                            .isEqualTo(table.allows(resource.key(), level, verb, on));
                                }
                            }
                        })));
    }

    @Test
    void publishedTableThenNamesTheResourcesOfTheMatrixAndNoOthers() throws IOException {
        assertThat(PublishedTable.read().resources())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(ResourceKind.values())
                        .map(ResourceKind::key)
                        .toList())
                .hasSize(15);
    }

    @Test
    void scopesThenOnlyTokensUsersAndStacksBelongToTheAccount() {
        for (ResourceKind resource : ResourceKind.values()) {
            boolean account = Set.of(ResourceKind.TOKEN, ResourceKind.USER, ResourceKind.STACK)
                    .contains(resource);
            assertThat(PermissionMatrix.published().scope(resource))
                    .as(resource.key())
                    .isEqualTo(account ? ScopeKind.ACCOUNT : ScopeKind.INTEGRATION);
        }
    }

    @Test
    void levelsThenEachMayWhatTheOneBelowMay() {
        for (ResourceKind resource : ResourceKind.values()) {
            for (Verb verb : Verb.values()) {
                for (Set<Condition> on : switches()) {
                    for (PermissionLevel level : PermissionLevel.values()) {
                        for (PermissionLevel below : PermissionLevel.values()) {
                            if (below.compareTo(level) < 0
                                    && decide(below, resource, verb, on).allowed()) {
                                assertThat(decide(level, resource, verb, on).allowed())
                                        .as(level + " " + verb + " " + resource + " with " + on)
                                        .isTrue();
                            }
                        }
                    }
                }
            }
        }
    }

    @Test
    void switchesThenTurningOneOnTakesNothing() {
        for (ResourceKind resource : ResourceKind.values()) {
            for (Verb verb : Verb.values()) {
                for (PermissionLevel level : PermissionLevel.values()) {
                    for (Set<Condition> on : switches()) {
                        if (decide(level, resource, verb, Set.of()).allowed()) {
                            assertThat(decide(level, resource, verb, on).allowed())
                                    .isTrue();
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "connection,OWNER,CVMD,NONE | connector,OWNER,CVMD,NONE | line 4: `connector` is not known",
                "connection,OWNER,CVMD,NONE | Connection,OWNER,CVMD,NONE | line 4: `Connection` is not known",
                "connection,OWNER,CVMD,NONE | connection,GUEST,CVMD,NONE | line 4: `GUEST` is not known",
                "connection,OWNER,CVMD,NONE | connection,OWNER,CVMX,NONE | line 4: `CVMX` is not known",
                "connection,OWNER,CVMD,NONE | connection,OWNER,CVMDD,NONE | line 4: a verb stands there twice",
                "connection,OWNER,CVMD,NONE | connection,OWNER,,NONE | line 4: no verb is -",
                "connection,OWNER,CVMD,NONE | connection,OWNER,-,INVITATIONS_ON | line 4: nothing needs no condition",
                "connection,OWNER,CVMD,NONE | connection,OWNER,CVMD,SOMETIMES | line 4: `SOMETIMES` is not known",
                "connection,OWNER,CVMD,NONE | connection,OWNER,CVMD | line 4: there must be 4 columns",
                "connection,OWNER,CVMD,NONE | connection,OWNER, CVMD,NONE | line 4: ` CVMD` is not known",
                "connection,ADMIN,CVMD,NONE | connection,OWNER,V,NONE | line 5: this resource, level and condition",
                "job,MONITOR,V,NONE | job,MANAGE,V,WORKSPACE_CREATION_ON | there is no row for job and MONITOR",
                "resource,level | resource,tier | line 3: the header must be",
            })
    void matrixWhenALineIsWrongThenTheFaultNamesIt(String good, String bad, String fault) {
        assertThat(RULES).contains(good);
        assertThatThrownBy(() -> PermissionMatrix.parse(RULES.replaceFirst(good, bad), SCOPES))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("permission-matrix.csv")
                .hasMessageContaining(fault);
    }

    @Test
    void scopesWhenALineIsWrongThenTheFaultNamesIt() {
        assertThatThrownBy(() -> PermissionMatrix.parse(RULES, SCOPES.replace("stack,ACCOUNT", "stack,WORLD")))
                .hasMessage("permission-scopes.csv, line 13: `WORLD` is not known");
        assertThatThrownBy(() -> PermissionMatrix.parse(RULES, SCOPES.replace("stack,ACCOUNT\n", "")))
                .hasMessage("permission-scopes.csv: there is no row for stack");
        assertThatThrownBy(() -> PermissionMatrix.parse(RULES, SCOPES + "job,ACCOUNT\n"))
                .hasMessage("permission-scopes.csv, line 19: this resource was there before");
        assertThatThrownBy(() -> RuleTable.text("nothing.csv")).hasMessage("nothing.csv is missing");
    }
}
