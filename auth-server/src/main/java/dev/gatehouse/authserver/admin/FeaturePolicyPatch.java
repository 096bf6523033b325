package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.server.FeaturePolicies;
import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.server.FeatureKind;
import dev.gatehouse.policy.server.FeaturePolicy;
import dev.gatehouse.policy.server.FeaturePolicy.Mode;
import dev.gatehouse.policy.server.FeaturePolicy.Rule;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A feature policy as a request words it, which is a merge patch of the one that there is: a kind that is not named keeps
 * its rule, and one that is null loses it.
 *
 * @param kinds what is said of each kind
 */
public record FeaturePolicyPatch(Map<FeatureKind, Patch<RulePatch>> kinds) {

    /** The policy of a server or an assignment without one, as a column keeps it. */
    static final String NONE = "{}";

    private static final int MAX_LENGTH = 20_000;
    private static final int MAX_NAMES = 500;
    private static final int MAX_NAME = 500;

    /** The policy of something new, as a column keeps it. */
    static String create(@Nullable FeaturePolicyPatch wanted) {
        return wanted == null ? NONE : wanted.applyTo(NONE);
    }

    /** The policy after a patch of the whole thing, as a column keeps it; null removes every rule. */
    static String apply(Patch<FeaturePolicyPatch> patch, String current) {
        if (!patch.present()) {
            return current;
        }
        FeaturePolicyPatch wanted = patch.value();
        return wanted == null ? NONE : wanted.applyTo(current);
    }

    /** Whether the actor may make this policy of that one: nothing changes, or they may choose features. */
    static boolean mayChange(AdminActor actor, String before, String after) {
        return before.equals(after) || actor.role().has(Capability.FEATURE_PROVISION);
    }

    private String applyTo(String current) {
        FeaturePolicy before = FeaturePolicies.read(current);
        EnumMap<FeatureKind, Rule> rules = new EnumMap<>(FeatureKind.class);
        rules.putAll(before.rules());
        kinds.forEach((kind, patch) -> {
            RulePatch rule = patch.value();
            if (rule != null) {
                rules.put(kind, rule.applyTo(FeaturePolicies.member(kind), rules.get(kind)));
            } else if (patch.present()) {
                rules.remove(kind);
            }
        });
        FeaturePolicy after = new FeaturePolicy(rules);
        if (after.equals(before)) {
            return current;
        }
        String json = FeaturePolicies.write(after);
        if (json.length() > MAX_LENGTH) {
            throw new InvalidValue("`featurePolicy` must have at most " + MAX_LENGTH + " characters altogether");
        }
        return json;
    }

    /**
     * What is said of one kind.
     *
     * @param names only with {@link Mode#ALLOW_SELECTED}, and required then
     */
    public record RulePatch(Patch<Mode> mode, Patch<List<String>> names) {

        private Rule applyTo(String kind, @Nullable Rule current) {
            Mode after = mode.orElse(current == null ? null : current.mode());
            if (after == null) {
                throw new InvalidValue("`" + kind + "` must have a `mode`");
            }
            List<String> wanted = names.value();
            if (after != Mode.ALLOW_SELECTED) {
                if (wanted != null) {
                    throw new InvalidValue("`names` in `" + kind + "` are only for ALLOW_SELECTED");
                }
                return new Rule(after, Set.of());
            }
            if (wanted != null) {
                return new Rule(after, checked(kind, wanted));
            }
            if (names.present() || current == null || current.mode() != Mode.ALLOW_SELECTED) {
                throw new InvalidValue("`" + kind + "` must have `names` for ALLOW_SELECTED");
            }
            return current;
        }

        private static Set<String> checked(String kind, List<String> names) {
            boolean wrong = names.size() > MAX_NAMES
                    || names.stream()
                            .anyMatch(name -> name.isEmpty() || name.length() > MAX_NAME || !Values.prints(name));
            if (wrong) {
                throw new InvalidValue("`names` in `" + kind + "` must be at most " + MAX_NAMES + ", each of 1 to "
                        + MAX_NAME + " characters that print");
            }
            return new HashSet<>(names);
        }
    }
}
