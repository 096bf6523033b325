package dev.gatehouse.gateway.feed;

import dev.gatehouse.gateway.assertion.AssertionKeys;
import dev.gatehouse.gateway.feed.FeedChange.Page;
import dev.gatehouse.gateway.server.ServerEntry;
import dev.gatehouse.gateway.token.Revocations;
import dev.gatehouse.gateway.token.Revocations.What;
import dev.gatehouse.gateway.token.TrustAnchor;
import dev.gatehouse.gateway.token.VerificationKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the documents of docs/feed.md. Unknown members are ignored, unknown values never allow anything. */
final class FeedReader {

    private static final JsonMapper JSON = JsonMapper.shared();

    private FeedReader() {}

    /**
     * Reads a snapshot.
     *
     * @param known revocations that were told before; a database that was restored must not revive what they name
     */
    static FeedState snapshot(byte[] body, Revocations known, long nanoTime) throws FeedException {
        JsonNode document = parse(body);
        List<ServerEntry> servers = new ArrayList<>();
        for (JsonNode server : array(document, "servers")) {
            servers.addAll(ServerReader.read(server));
        }
        List<Revocations.Entry> revoked = new ArrayList<>();
        for (JsonNode entry : array(document, "revocations")) {
            revoked.add(revocation(entry));
        }
        return FeedState.of(
                text(document, "cursor"),
                TrustAnchor.builtIn(text(document, "issuer"), keys(document)),
                servers,
                known.plus(revoked, nanoTime),
                assertionKeys(document));
    }

    static Page page(byte[] body) throws FeedException {
        return page(parse(body));
    }

    /** An event of the stream: a page, and how long after the stream's beginning it was true. */
    static FeedChange.Told told(byte[] data) throws FeedException {
        JsonNode document = parse(data);
        JsonNode elapsed = document.path("elapsed");
        if (!elapsed.isIntegralNumber() || !elapsed.canConvertToInt() || elapsed.intValue() < 0) {
            throw new FeedException("`elapsed` is missing, or longer than any stream lives");
        }
        return new FeedChange.Told(page(document), Duration.ofMillis(elapsed.intValue()));
    }

    private static Page page(JsonNode document) throws FeedException {
        List<FeedChange> changes = new ArrayList<>();
        for (JsonNode change : array(document, "changes")) {
            changes.add(change(change));
        }
        return new Page(text(document, "cursor"), document.path("more").booleanValue(false), List.copyOf(changes));
    }

    private static FeedChange change(JsonNode change) throws FeedException {
        String type = text(change, "type");
        return switch (type) {
            case "SERVER" ->
                new FeedChange.ServerChanged(id(change.path("server"), "id"), ServerReader.read(change.path("server")));
            case "SERVER_GONE" -> new FeedChange.ServerGone(id(change, "id"));
            case "REVOCATION" -> new FeedChange.Revoked(revocation(change.path("revocation")));
            case "KEYS" -> new FeedChange.KeysChanged(keys(change), assertionKeys(change));
            default -> throw new FeedException("a change of an unknown type");
        };
    }

    private static Revocations.Entry revocation(JsonNode entry) throws FeedException {
        What what = switch (text(entry, "what")) {
            case "TOKEN" -> What.TOKEN;
            case "AUTHORIZATION" -> What.AUTHORIZATION;
            case "KEY" -> What.KEY;
            default -> What.UNKNOWN;
        };
        return new Revocations.Entry(what, text(entry, "id"));
    }

    private static VerificationKeys keys(JsonNode document) throws FeedException {
        try {
            return VerificationKeys.parse(document.path("keys").toString());
        } catch (IllegalArgumentException e) {
            throw new FeedException("the keys cannot be read");
        }
    }

    /** An authorization server of an older version has none. */
    private static AssertionKeys assertionKeys(JsonNode document) throws FeedException {
        JsonNode keys = document.path("assertionKeys");
        try {
            return keys.isMissingNode() ? AssertionKeys.NONE : AssertionKeys.parse(keys.toString());
        } catch (IllegalArgumentException e) {
            throw new FeedException("the keys of assertions cannot be read");
        }
    }

    private static JsonNode parse(byte[] body) throws FeedException {
        try {
            return JSON.readTree(body);
        } catch (JacksonException e) {
            throw new FeedException("the answer is not JSON");
        }
    }

    private static Iterable<JsonNode> array(JsonNode node, String name) throws FeedException {
        JsonNode value = node.path(name);
        if (!value.isArray()) {
            throw new FeedException("`" + name + "` is missing");
        }
        return value;
    }

    static UUID id(JsonNode node, String name) throws FeedException {
        try {
            return UUID.fromString(text(node, name));
        } catch (IllegalArgumentException e) {
            throw new FeedException("`" + name + "` is not an id");
        }
    }

    static String text(JsonNode node, String name) throws FeedException {
        JsonNode value = node.path(name);
        if (!value.isString()) {
            throw new FeedException("`" + name + "` is missing");
        }
        return value.stringValue();
    }
}
