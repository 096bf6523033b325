package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.db.server.ServerRowChange;
import dev.gatehouse.policy.server.ApiTokenMode;
import dev.gatehouse.policy.server.IdentityScheme;
import dev.gatehouse.policy.server.RevocationMode;

/** Changes to a server. {@code slug} and {@code resourceUri} may be repeated, not changed. */
public record ServerPatch(
        Patch<String> name,
        Patch<String> slug,
        Patch<String> upstreamUrl,
        Patch<String> resourceUri,
        Patch<Boolean> enabled,
        Patch<RevocationMode> revocationMode,
        Patch<IdentityScheme> identityScheme,
        Patch<IdentityPatch> identitySettings,
        Patch<Long> maxConcurrentRequests,
        Patch<FeaturePolicyPatch> featurePolicy,
        Patch<ApiTokenMode> apiTokens) {

    /** The server as the patch wants it. */
    ServerRow applyTo(ServerRow row, UpstreamIdentities identities) {
        unchanged("slug", slug, row.slug());
        unchanged("resourceUri", resourceUri, row.resource());
        ServerRowChange change = row.change()
                .enabled(enabled.required("enabled", row.enabled()))
                .revocationMode(revocationMode.orElse(row.revocationMode()))
                .featurePolicy(FeaturePolicyPatch.apply(featurePolicy, row.featurePolicy()))
                .apiTokens(apiTokens.required("apiTokens", row.apiTokens()));
        if (name.present()) {
            change.name(Values.name(name.required("name", row.name())));
        }
        if (upstreamUrl.present()) {
            relay(row, change);
        }
        if (maxConcurrentRequests.present()) {
            change.maxConcurrent(ServerValues.maxConcurrent(maxConcurrentRequests.value(), row.upstreamUrl()));
        }
        return identities.apply(row, change.build(), identityScheme, identitySettings);
    }

    private void relay(ServerRow row, ServerRowChange change) {
        String current = row.upstreamUrl();
        if (current != null) {
            change.upstreamUrl(Values.webUrl("upstreamUrl", upstreamUrl.required("upstreamUrl", current)));
        } else if (upstreamUrl.value() != null) {
            throw new InvalidValue("`upstreamUrl` cannot be given to a server that validates tokens itself");
        }
    }

    private static void unchanged(String member, Patch<String> patch, String current) {
        if (patch.present() && !current.equals(patch.value())) {
            throw new InvalidValue("`" + member + "` never changes");
        }
    }
}
