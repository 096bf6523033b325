package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.bundle.AssignmentRow;
import dev.gatehouse.policy.server.IdentityScheme;

/** Changes to how a bundle carries a server. */
public record AssignmentPatch(
        Patch<Boolean> enabled, Patch<FeaturePolicyPatch> featurePolicy, Patch<IdentityScheme> identityScheme) {

    /** The assignment as the patch wants it. */
    AssignmentRow applyTo(AssignmentRow row) {
        IdentityScheme scheme = identityScheme.orElse(row.identityScheme());
        ServerValues.requireAssignedScheme(scheme);
        return row.with(
                enabled.required("enabled", row.enabled()),
                FeaturePolicyPatch.apply(featurePolicy, row.featurePolicy()),
                scheme);
    }
}
