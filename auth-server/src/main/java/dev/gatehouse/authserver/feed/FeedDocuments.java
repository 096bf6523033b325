package dev.gatehouse.authserver.feed;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gatehouse.db.server.IdentitySettings;
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
            Map<String, Object> assertionKeys,
            List<Server> servers,
            List<Revocation> revocations) {

        /** Does not print the keys. */
        @Override
        public String toString() {
            return "Snapshot[" + cursor + "]";
        }
    }

    record Changes(String cursor, boolean more, List<Change> changes) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
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
            IdentityScheme identityScheme,
            @Nullable Integer maxConcurrent,
            List<Bundle> bundles,
            long version) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Bundle(
            UUID id,
            String slug,
            String name,
            boolean enabled,
            String resource,
            Map<String, Object> featurePolicy,
            @Nullable IdentityScheme identityScheme) {}

    /** What the upstream is shown of who calls; each type has members of its own. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record IdentityScheme(
            String type,
            @Nullable String header,
            @Nullable String value,
            @Nullable String audience,
            @Nullable String tokenEndpoint,
            @Nullable String clientId,
            @Nullable String clientSecret,
            @Nullable String resource,
            @Nullable String scope) {

        static IdentityScheme none() {
            return new IdentityScheme("NONE", null, null, null, null, null, null, null, null);
        }

        static IdentityScheme shared(String header, @Nullable String value) {
            return new IdentityScheme("SHARED", header, value, null, null, null, null, null, null);
        }

        static IdentityScheme assertion(String audience) {
            return new IdentityScheme("ASSERTION", null, null, audience, null, null, null, null, null);
        }

        static IdentityScheme tokenExchange(IdentitySettings settings, @Nullable String clientSecret) {
            return new IdentityScheme(
                    "TOKEN_EXCHANGE",
                    null,
                    null,
                    settings.audience(),
                    settings.tokenEndpoint(),
                    settings.clientId(),
                    clientSecret,
                    settings.resource(),
                    settings.scope());
        }

        /** Does not print the secrets. */
        @Override
        public String toString() {
            return "IdentityScheme[" + type + "]";
        }
    }

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
            @Nullable Map<String, Object> keys,
            @Nullable Map<String, Object> assertionKeys) {

        static Change server(Server server) {
            return new Change("SERVER", null, server, null, null, null);
        }

        static Change gone(String id) {
            return new Change("SERVER_GONE", id, null, null, null, null);
        }

        static Change revocation(Revocation revocation) {
            return new Change("REVOCATION", null, null, revocation, null, null);
        }

        static Change keys(Map<String, Object> keys, Map<String, Object> assertionKeys) {
            return new Change("KEYS", null, null, null, keys, assertionKeys);
        }

        /** Does not print the keys. */
        @Override
        public String toString() {
            return "Change[" + type + "]";
        }
    }
}
