package dev.gatehouse.gateway.feed;

import dev.gatehouse.gateway.server.ProxiedServer;
import dev.gatehouse.gateway.server.ProxiedServer.Bundle;
import dev.gatehouse.gateway.server.ServerEntry;
import dev.gatehouse.gateway.server.TokenValidation;
import dev.gatehouse.gateway.server.UpstreamScheme;
import dev.gatehouse.policy.server.ApiTokenMode;
import dev.gatehouse.policy.server.FeaturePolicy;
import dev.gatehouse.policy.server.IdentityProvider;
import dev.gatehouse.policy.server.RevocationMode;
import dev.gatehouse.policy.server.ServerView;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads one server of the feed, by itself and as bundles carry it. What is not understood makes it a place that nothing is
 * let through at.
 */
final class ServerReader {

    private ServerReader() {}

    /** All its places. */
    static List<ServerEntry> read(JsonNode node) throws FeedException {
        UUID id = FeedReader.id(node, "id");
        String slug = FeedReader.text(node, "slug");
        List<ServerEntry> entries = new ArrayList<>();
        try {
            ProxiedServer server = server(node, id, slug);
            entries.add(new ServerEntry.Served(server));
            for (JsonNode bundle : bundles(node)) {
                entries.add(through(bundle, server));
            }
            return entries;
        } catch (FeedException e) {
            return notUnderstood(node, id, slug, String.valueOf(e.getMessage()));
        }
    }

    /** The ways to it that can be named: they are there, and closed. */
    private static List<ServerEntry> notUnderstood(JsonNode node, UUID id, String slug, String problem) {
        List<ServerEntry> entries = new ArrayList<>();
        entries.add(new ServerEntry.NotUnderstood(id, slug, problem));
        for (JsonNode bundle : node.path("bundles")) {
            if (bundle.path("slug").isString()) {
                String route = bundle.path("slug").stringValue() + "/" + slug;
                entries.add(new ServerEntry.NotUnderstood(id, route, problem));
            }
        }
        return entries;
    }

    /** An authorization server of an older version knows no bundles. */
    private static JsonNode bundles(JsonNode node) throws FeedException {
        JsonNode bundles = node.path("bundles");
        if (!bundles.isArray() && !bundles.isMissingNode()) {
            throw new FeedException("`bundles` is not a list");
        }
        return bundles;
    }

    private static ServerEntry through(JsonNode node, ProxiedServer server) throws FeedException {
        Bundle bundle =
                new Bundle(FeedReader.id(node, "id"), FeedReader.text(node, "slug"), FeedReader.text(node, "name"));
        try {
            ProxiedServer carried = server.through(
                    bundle,
                    enabled(node),
                    FeedReader.text(node, "resource"),
                    FeatureReader.read(node.path("featurePolicy")));
            JsonNode own = node.path("identityScheme");
            return new ServerEntry.Served(own.isMissingNode() ? carried : carried.showing(SchemeReader.read(own)));
        } catch (FeedException e) {
            return new ServerEntry.NotUnderstood(
                    server.view().id(), bundle.slug() + "/" + server.slug(), String.valueOf(e.getMessage()));
        }
    }

    private static ProxiedServer server(JsonNode node, UUID id, String slug) throws FeedException {
        JsonNode provider = node.path("identityProvider");
        UpstreamScheme scheme = SchemeReader.read(node.path("identityScheme"));
        ServerView view = new ServerView(
                id,
                FeedReader.id(node, "accountId"),
                true,
                enabled(node),
                identityProvider(provider),
                FeedReader.text(node, "resource"),
                features(node),
                scheme.kind(),
                apiTokens(node));
        return new ProxiedServer(
                slug,
                FeedReader.text(node, "name"),
                null,
                view,
                revocationMode(FeedReader.text(node, "revocationMode")),
                httpUri(FeedReader.text(node, "upstreamUrl")),
                validation(provider),
                scheme,
                SchemeReader.maxConcurrent(node));
    }

    private static boolean enabled(JsonNode node) throws FeedException {
        if (!node.path("enabled").isBoolean()) {
            throw new FeedException("`enabled` is missing");
        }
        return node.path("enabled").booleanValue();
    }

    /** An authorization server of an older version says nothing: none are accepted. */
    private static ApiTokenMode apiTokens(JsonNode node) throws FeedException {
        if (node.path("apiTokens").isMissingNode()) {
            return ApiTokenMode.OFF;
        }
        return switch (FeedReader.text(node, "apiTokens")) {
            case "OFF" -> ApiTokenMode.OFF;
            case "BUILT_IN_ONLY" -> ApiTokenMode.BUILT_IN_ONLY;
            case "ALWAYS" -> ApiTokenMode.ALWAYS;
            default -> throw new FeedException("a rule for API tokens that is not known");
        };
    }

    /** An authorization server of an older version has no feature policies. */
    private static FeaturePolicy features(JsonNode node) throws FeedException {
        return node.path("featurePolicy").isMissingNode()
                ? FeaturePolicy.ALLOW_ALL
                : FeatureReader.read(node.path("featurePolicy"));
    }

    private static RevocationMode revocationMode(String text) throws FeedException {
        return switch (text) {
            case "AT_EXPIRY" -> RevocationMode.AT_EXPIRY;
            case "IMMEDIATE" -> RevocationMode.IMMEDIATE;
            default -> throw new FeedException("a revocation mode that is not known");
        };
    }

    private static IdentityProvider identityProvider(JsonNode node) throws FeedException {
        String type = FeedReader.text(node, "type");
        switch (type) {
            case "BUILT_IN":
                return new IdentityProvider.BuiltIn();
            case "EXTERNAL":
                Set<String> scopes = new HashSet<>();
                for (JsonNode scope : node.path("requiredScopes")) {
                    if (!scope.isString()) {
                        throw new FeedException("a required scope is not a string");
                    }
                    scopes.add(scope.stringValue());
                }
                return new IdentityProvider.External(
                        FeedReader.text(node, "issuer"), FeedReader.text(node, "audience"), scopes);
            default:
                throw new FeedException("an identity provider of a kind that is not known");
        }
    }

    /** An authorization server of an older version knows key sets only, and does not say so. */
    private static @Nullable TokenValidation validation(JsonNode provider) throws FeedException {
        if (!FeedReader.text(provider, "type").equals("EXTERNAL")) {
            return null;
        }
        String validation =
                provider.path("validation").isMissingNode() ? "JWKS" : FeedReader.text(provider, "validation");
        return switch (validation) {
            case "JWKS" -> new TokenValidation.KeySet(httpUri(FeedReader.text(provider, "jwksUri")));
            case "INTROSPECTION" ->
                new TokenValidation.Introspection(
                        httpUri(FeedReader.text(provider, "introspectionUri")),
                        FeedReader.text(provider, "clientId"),
                        FeedReader.text(provider, "clientSecret"));
            default -> throw new FeedException("a way to validate tokens that is not known");
        };
    }

    static URI httpUri(String text) throws FeedException {
        try {
            URI uri = new URI(text);
            boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (!web || uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
                throw new FeedException("an address that cannot be used");
            }
            return uri;
        } catch (URISyntaxException e) {
            throw new FeedException("an address that cannot be used");
        }
    }
}
