package dev.gatehouse.authserver.refusal;

import dev.gatehouse.db.refusal.ReportedRefusal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the items of a report, bounded. One that is not in order is left out; the rest counts. */
final class RefusalReader {

    static final int MAX_ITEMS = 500;
    private static final int MAX_TEXT = 400;
    private static final int MAX_WORDS = 20;
    private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9_]{0,59}");
    private static final Pattern METHOD = Pattern.compile("[A-Z]{1,20}");
    private static final Set<String> TOKENS = Set.of("BUILT_IN", "EXTERNAL", "API_TOKEN");
    private static final Set<String> FEATURES = Set.of("TOOL", "RESOURCE", "PROMPT");
    private static final Instant EARLIEST = Instant.EPOCH;
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private RefusalReader() {}

    /** The refusals; empty where there is no list, or one that is too long. */
    static Optional<List<ReportedRefusal>> read(JsonNode document) {
        JsonNode items = document.path("items");
        if (!items.isArray() || items.size() > MAX_ITEMS) {
            return Optional.empty();
        }
        List<ReportedRefusal> refusals = new ArrayList<>();
        for (JsonNode item : items) {
            refusal(item).ifPresent(refusals::add);
        }
        return Optional.of(refusals);
    }

    private static Optional<ReportedRefusal> refusal(JsonNode item) {
        UUID id = id(item, "id");
        UUID server = id(item, "serverId");
        Instant at = time(item);
        String token = item.path("token").asString("");
        String reason = item.path("reason").asString("");
        String method = item.path("method").asString("");
        if (id == null || server == null || at == null || !TOKENS.contains(token)) {
            return Optional.empty();
        }
        if (!CODE.matcher(reason).matches() || !METHOD.matcher(method).matches()) {
            return Optional.empty();
        }
        String feature = item.path("featureKind").asString("");
        return Optional.of(new ReportedRefusal(
                id,
                at,
                server,
                id(item, "bundleId"),
                token,
                token.equals("BUILT_IN") ? id(item, "subject") : null,
                token.equals("API_TOKEN") ? id(item, "tokenId") : null,
                text(item.path("subject")),
                text(item.path("clientId")),
                text(item.path("authorizationId")),
                method,
                text(item.path("rpcMethod")),
                FEATURES.contains(feature) ? feature : null,
                text(item.path("featureName")),
                reason,
                Math.min(999, Math.max(0, item.path("status").asInt(0))),
                words(item.path("scopes")),
                words(item.path("needed"))));
    }

    private static @Nullable UUID id(JsonNode item, String name) {
        String text = item.path(name).asString("");
        return ID.matcher(text).matches() ? UUID.fromString(text) : null;
    }

    private static @Nullable Instant time(JsonNode item) {
        try {
            Instant at = Instant.parse(item.path("at").asString(""));
            return at.isAfter(EARLIEST) && at.isBefore(LATEST) ? at : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Bounded, and such that every database takes it. */
    private static @Nullable String text(JsonNode node) {
        if (!node.isString()) {
            return null;
        }
        StringBuilder safe = new StringBuilder();
        node.asString()
                .codePoints()
                .limit(MAX_TEXT)
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? 0xFFFD : c)
                .forEach(safe::appendCodePoint);
        return safe.toString();
    }

    private static String words(JsonNode list) {
        List<String> words = new ArrayList<>();
        for (JsonNode word : list) {
            String text = text(word);
            if (text != null && !text.isBlank() && text.length() <= MAX_TEXT / 2 && words.size() < MAX_WORDS) {
                words.add(text.replace(' ', '_'));
            }
        }
        return String.join(" ", words);
    }
}
