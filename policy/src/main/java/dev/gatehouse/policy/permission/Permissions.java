package dev.gatehouse.policy.permission;

import dev.gatehouse.policy.account.IntegrationLevel;
import dev.gatehouse.policy.account.IntegrationLevels;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.Role;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The one place where the permission matrix is asked. Pure. */
public final class Permissions {

    private Permissions() {}

    /**
     * Decides. First the person's standing, then their level on what is asked about, then the rules of that level.
     *
     * @param on what the account has switched on
     */
    public static Permission evaluate(Holder holder, Question question, Set<Condition> on) {
        return evaluate(PermissionMatrix.published(), holder, question, on);
    }

    static Permission evaluate(PermissionMatrix matrix, Holder holder, Question question, Set<Condition> on) {
        if (holder.status() != MembershipStatus.ACTIVE) {
            return Permission.deny(Permission.Reason.NOT_ACTIVE, null, Condition.NONE);
        }
        IntegrationLevel there = level(matrix.scope(question.resource()), holder.levels(), question.integrationId());
        return PermissionLevel.of(holder.role(), there)
                .map(level -> evaluate(matrix, level, question, on))
                .orElseGet(() -> Permission.deny(Permission.Reason.LEVEL_MISSING, null, Condition.NONE));
    }

    private static Permission evaluate(
            PermissionMatrix matrix, PermissionLevel level, Question question, Set<Condition> on) {
        Optional<Condition> holds = conditions(matrix, level, question)
                .filter(condition -> condition == Condition.NONE || on.contains(condition))
                .min(Comparator.naturalOrder());
        if (holds.isPresent()) {
            return Permission.allow(level, holds.get());
        }
        return conditions(matrix, level, question)
                .min(Comparator.naturalOrder())
                .map(off -> Permission.deny(Permission.Reason.CONDITION_OFF, level, off))
                .orElseGet(() -> Permission.deny(Permission.Reason.VERB_NOT_GRANTED, level, Condition.NONE));
    }

    private static Stream<Condition> conditions(PermissionMatrix matrix, PermissionLevel level, Question question) {
        return matrix.rules(question.resource(), level).stream()
                .filter(rule -> rule.verbs().contains(question.verb()))
                .map(PermissionRule::condition);
    }

    private static IntegrationLevel level(ScopeKind scope, IntegrationLevels levels, @Nullable UUID integrationId) {
        return switch (scope) {
            case ACCOUNT -> levels.best();
            case INTEGRATION -> integrationId == null ? levels.onAll() : levels.on(integrationId);
        };
    }

    /**
     * Who wants to do something.
     *
     * @param status of their membership
     */
    public record Holder(MembershipStatus status, Role role, IntegrationLevels levels) {}

    /**
     * What they want to do.
     *
     * @param integrationId which integration it belongs to; null for none in particular, for which only a level on all counts
     */
    public record Question(
            ResourceKind resource, Verb verb, @Nullable UUID integrationId) {}
}
