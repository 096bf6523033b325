package dev.gatehouse.authserver.admin.api;

import dev.gatehouse.authserver.admin.FeaturePolicyPatch;
import dev.gatehouse.authserver.admin.FeaturePolicyPatch.RulePatch;
import dev.gatehouse.authserver.admin.Patch;
import dev.gatehouse.db.server.FeaturePolicies;
import dev.gatehouse.policy.server.FeatureKind;
import dev.gatehouse.policy.server.FeaturePolicy.Mode;
import java.util.Arrays;
import java.util.EnumMap;
import org.jspecify.annotations.Nullable;

/** Reads the member {@code featurePolicy} of a body. */
final class FeatureFields {

    private static final String MEMBER = "featurePolicy";
    private static final String[] KINDS =
            Arrays.stream(FeatureKind.values()).map(FeaturePolicies::member).toArray(String[]::new);

    private FeatureFields() {}

    static @Nullable FeaturePolicyPatch read(JsonFields body) {
        JsonFields policy = body.object(MEMBER);
        return policy == null ? null : policy(policy);
    }

    static Patch<FeaturePolicyPatch> patch(JsonFields body) {
        Patch<JsonFields> patch = body.patchObject(MEMBER);
        JsonFields policy = patch.value();
        return new Patch<>(patch.present(), policy == null ? null : policy(policy));
    }

    private static FeaturePolicyPatch policy(JsonFields policy) {
        policy.only(KINDS);
        EnumMap<FeatureKind, Patch<RulePatch>> kinds = new EnumMap<>(FeatureKind.class);
        for (FeatureKind kind : FeatureKind.values()) {
            Patch<JsonFields> patch = policy.patchObject(FeaturePolicies.member(kind));
            JsonFields rule = patch.value();
            kinds.put(kind, new Patch<>(patch.present(), rule == null ? null : rule(rule)));
        }
        return new FeaturePolicyPatch(kinds);
    }

    private static RulePatch rule(JsonFields rule) {
        rule.only("mode", "names");
        return new RulePatch(rule.patchOneOf("mode", Mode.class), rule.patchTexts("names"));
    }
}
