package dev.gatehouse.gateway.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.server.ProxiedServer;
import dev.gatehouse.gateway.server.ProxiedServer.Bundle;
import dev.gatehouse.gateway.server.UpstreamScheme;
import dev.gatehouse.policy.server.ApiTokenMode;
import dev.gatehouse.policy.server.FeaturePolicy;
import dev.gatehouse.policy.server.IdentityProvider;
import dev.gatehouse.policy.server.IdentityScheme;
import dev.gatehouse.policy.server.RevocationMode;
import dev.gatehouse.policy.server.ServerView;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolHintsTests {

    private Instant now = Instant.parse("2026-11-21T12:00:00Z");
    private final ToolHints hints = new ToolHints(() -> now);
    private final UUID id = UUID.randomUUID();
    private final ProxiedServer server = server(id, "https://one.example/mcp");

    @Test
    void unknownThenNotReadOnly() {
        assertThat(hints.isReadOnly(server, "get")).isFalse();
        assertThat(hints.knows(server, "get")).isFalse();
    }

    @Test
    void saidOtherwiseOnceThenNotReadOnlyUntilItIsForgotten() {
        hints.saw(server, Map.of("get", true, "put", false));
        assertThat(hints.isReadOnly(server, "get")).isTrue();
        assertThat(hints.isReadOnly(server, "Get")).isFalse();
        hints.saw(server, Map.of("get", false));
        hints.saw(server, Map.of("get", true, "put", true));
        assertThat(hints.isReadOnly(server, "get")).isFalse();
        assertThat(hints.isReadOnly(server, "put")).isFalse();
        assertThat(hints.knows(server, "put")).isTrue();

        now = now.plus(ToolHints.KEPT);
        assertThat(hints.knows(server, "put")).isFalse();
        hints.saw(server, Map.of("put", true));
        assertThat(hints.isReadOnly(server, "put")).isTrue();
        assertThat(hints.knows(server, "get")).isFalse();
    }

    @Test
    void throughABundleThenTheSameIsKnownAndAnotherServerKnowsNothing() {
        hints.saw(
                server.through(
                        new Bundle(UUID.randomUUID(), "b", "B"),
                        true,
                        "https://g.example/mcp/b/s",
                        FeaturePolicy.ALLOW_ALL),
                Map.of("get", true));
        assertThat(hints.isReadOnly(server, "get")).isTrue();
        assertThat(hints.isReadOnly(server(UUID.randomUUID(), "https://one.example/mcp"), "get"))
                .isFalse();
    }

    @Test
    void serverSomewhereElseThenForgotten() {
        hints.saw(server, Map.of("get", true));
        ProxiedServer moved = server(id, "https://two.example/mcp");
        assertThat(hints.isReadOnly(moved, "get")).isFalse();
        hints.saw(moved, Map.of("other", true));
        assertThat(hints.isReadOnly(server, "get")).isFalse();
        assertThat(hints.isReadOnly(moved, "get")).isFalse();
    }

    @Test
    void moreToolsThanRoomOrNamesWithoutEndThenTheyStayUnknown() {
        Map<String, Boolean> many = new HashMap<>();
        for (int i = 0; i < ToolHints.MAX_TOOLS; i++) {
            many.put("t" + i, true);
        }
        hints.saw(server, many);
        hints.saw(server, Map.of("one-more", true, "t1", false));
        assertThat(hints.isReadOnly(server, "t0")).isTrue();
        assertThat(hints.isReadOnly(server, "one-more")).isFalse();
        assertThat(hints.isReadOnly(server, "t1")).isFalse();
        ProxiedServer other = server(UUID.randomUUID(), "https://one.example/mcp");
        hints.saw(other, Map.of("x".repeat(ToolHints.MAX_NAME + 1), true));
        assertThat(hints.isReadOnly(other, "x".repeat(ToolHints.MAX_NAME + 1))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"1, 100", "240, 20"})
    void serversWithoutNumberThenTheMemoryIsBounded(int nameLength, int most) {
        Map<String, Boolean> many = new HashMap<>();
        for (int i = 0; i < ToolHints.MAX_TOOLS; i++) {
            many.put("t".repeat(nameLength) + i, true);
        }
        int known = 0;
        for (int i = 0; i < 300; i++) {
            hints.saw(server(new UUID(7, i), "https://one.example/mcp"), many);
        }
        for (int i = 0; i < 300; i++) {
            known += hints.knows(server(new UUID(7, i), "https://one.example/mcp"), "t".repeat(nameLength) + 0) ? 1 : 0;
        }
        assertThat(known).isBetween(1, most);
    }

    private static ProxiedServer server(UUID id, String upstream) {
        ServerView view = new ServerView(
                id,
                UUID.randomUUID(),
                true,
                true,
                new IdentityProvider.BuiltIn(),
                "https://g.example/mcp/s",
                FeaturePolicy.ALLOW_ALL,
                IdentityScheme.NONE,
                ApiTokenMode.OFF);
        return new ProxiedServer(
                "s",
                "S",
                null,
                view,
                RevocationMode.AT_EXPIRY,
                URI.create(upstream),
                null,
                new UpstreamScheme.None(),
                0);
    }
}
