package dev.gatehouse.gateway.feed;

import dev.gatehouse.gateway.server.ProxiedServer;
import dev.gatehouse.gateway.server.ServerEntry;
import dev.gatehouse.policy.server.ApiTokenMode;
import dev.gatehouse.policy.server.FeaturePolicy;
import dev.gatehouse.policy.server.IdentityProvider;
import dev.gatehouse.policy.server.IdentityScheme;
import dev.gatehouse.policy.server.RevocationMode;
import dev.gatehouse.policy.server.ServerView;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads one server of the feed. What is not understood makes the server one that nothing is let through to. */
final class ServerReader {

    private ServerReader() {}

    static ServerEntry read(JsonNode node) throws FeedException {
        UUID id = FeedReader.id(node, "id");
        String slug = FeedReader.text(node, "slug");
        try {
            return new ServerEntry.Served(server(node, id, slug));
        } catch (FeedException e) {
            return new ServerEntry.NotUnderstood(id, slug, String.valueOf(e.getMessage()));
        }
    }

    private static ProxiedServer server(JsonNode node, UUID id, String slug) throws FeedException {
        JsonNode provider = node.path("identityProvider");
        ServerView view = new ServerView(
                id,
                FeedReader.id(node, "accountId"),
                true,
                enabled(node),
                identityProvider(provider),
                FeedReader.text(node, "resource"),
                FeaturePolicy.ALLOW_ALL,
                IdentityScheme.NONE,
                apiTokens(node));
        return new ProxiedServer(
                slug,
                FeedReader.text(node, "name"),
                view,
                revocationMode(FeedReader.text(node, "revocationMode")),
                httpUri(FeedReader.text(node, "upstreamUrl")),
                keySetUri(provider));
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

    private static @Nullable URI keySetUri(JsonNode provider) throws FeedException {
        return FeedReader.text(provider, "type").equals("EXTERNAL")
                ? httpUri(FeedReader.text(provider, "jwksUri"))
                : null;
    }

    private static URI httpUri(String text) throws FeedException {
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
