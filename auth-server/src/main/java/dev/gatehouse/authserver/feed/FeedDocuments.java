package dev.gatehouse.authserver.feed;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gatehouse.policy.server.IdentityProvider;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The JSON shapes of docs/feed.md. */
final class FeedDocuments {

    private FeedDocuments() {}

    record Snapshot(
            String cursor,
            String issuer,
            Map<String, Object> keys,
            List<Server> servers,
            List<Revocation> revocations) {}

    record Changes(String cursor, boolean more, List<Change> changes) {}

    record Server(
            UUID id,
            UUID accountId,
            String slug,
            String name,
            boolean enabled,
            @Nullable String upstreamUrl,
            String resource,
            String revocationMode,
            String apiTokens,
            IdentityProviderBinding identityProvider,
            Map<String, Object> featurePolicy,
            List<Bundle> bundles,
            long version) {}

    record Bundle(
            UUID id, String slug, String name, boolean enabled, String resource, Map<String, Object> featurePolicy) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record IdentityProviderBinding(
            String type,
            @Nullable UUID id,
            @Nullable String issuer,
            @Nullable String audience,
            @Nullable String validation,
            @Nullable String jwksUri,
            @Nullable String introspectionUri,
            @Nullable String clientId,
            @Nullable String clientSecret,
            @Nullable List<String> requiredScopes) {

        static IdentityProviderBinding builtIn() {
            return new IdentityProviderBinding(
                    IdentityProvider.Type.BUILT_IN.name(), null, null, null, null, null, null, null, null, null);
        }

        /** Does not print the secret. */
        @Override
        public String toString() {
            return "IdentityProviderBinding[" + type + " " + id + "]";
        }
    }

    record Revocation(String what, String id, String reason, Instant expiresAt) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Change(
            String type,
            @Nullable String id,
            @Nullable Server server,
            @Nullable Revocation revocation,
            @Nullable Map<String, Object> keys) {

        static Change server(Server server) {
            return new Change("SERVER", null, server, null, null);
        }

        static Change gone(String id) {
            return new Change("SERVER_GONE", id, null, null, null);
        }

        static Change revocation(Revocation revocation) {
            return new Change("REVOCATION", null, null, revocation, null);
        }

        static Change keys(Map<String, Object> keys) {
            return new Change("KEYS", null, null, null, keys);
        }
    }
}
