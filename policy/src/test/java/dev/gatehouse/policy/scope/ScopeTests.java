package dev.gatehouse.policy.scope;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scopes and the {@code scope} parameter (RFC 6749 section 3.3). */
class ScopeTests {

    private static ScopeRequest request(String text) {
        return ScopeRequest.parse(text).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "null, 'mcp:read mcp:write', ''",
                "'', 'mcp:read mcp:write', ''",
                "' ', 'mcp:read mcp:write', ''",
                "'mcp:read', 'mcp:read', 'mcp:read'",
                "'mcp:write', 'mcp:read mcp:write', 'mcp:write'",
                "'  mcp:read   mcp:read ', 'mcp:read', 'mcp:read'",
                "'openid', 'mcp:read mcp:write', 'openid'",
                "'offline_access', 'mcp:read mcp:write', 'offline_access'",
                "'openid mcp:read offline_access', 'mcp:read', 'openid mcp:read offline_access'",
                "'MCP:READ', 'mcp:read mcp:write', 'MCP:READ'",
                "'mcp:read,mcp:write', 'mcp:read mcp:write', 'mcp:read,mcp:write'"
            })
    void parseThenWhatIsKnownCountsAndAllIsKept(String parameter, String scopes, String kept) {
        assertThat(request(parameter).scopes().toString()).isEqualTo(scopes);
        assertThat(request(parameter).toString()).isEqualTo(kept);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mcp:read\tmcp:write", "mcp:read\n", "a\"b", "a\\b", "caf\u00e9", "\u0000", "\u007f"})
    void parseWhenACharacterIsNotAllowedThenRefused(String parameter) {
        assertThat(ScopeRequest.parse(parameter)).isEmpty();
    }

    @Test
    void parseWhenTooLongThenRefused() {
        assertThat(ScopeRequest.parse("a".repeat(1000))).isPresent();
        assertThat(ScopeRequest.parse("a".repeat(1001))).isEmpty();
        assertThat(ScopeRequest.parse("a ".repeat(2_000_000))).isEmpty();
    }

    @Test
    void askedThenOnlyWhatStaysWithinTheRequest() {
        ScopeRequest read = request("openid mcp:read");
        assertThat(read.asked("mcp:read")).isTrue();
        assertThat(read.asked("openid")).isTrue();
        assertThat(read.asked("offline_access")).isTrue();
        assertThat(read.asked("mcp:write")).isFalse();
        assertThat(read.asked("profile")).isFalse();
        assertThat(request("mcp:write").asked("mcp:read")).isTrue();
        assertThat(request("").asked("mcp:write")).isTrue();
        assertThat(request("openid").asked("mcp:write")).isTrue();
        assertThat(request("").asked("openid")).isFalse();
    }

    @Test
    void answerThenWhatWasGrantedAndOfflineAccessWhenAsked() {
        assertThat(request("mcp:read offline_access").answer(Scopes.of(Scope.READ)))
                .isEqualTo("mcp:read offline_access");
        assertThat(request("mcp:read openid").answer(Scopes.of(Scope.READ))).isEqualTo("mcp:read");
    }

    @Test
    void tokensAreACopyInTheOrderOfAsking() {
        Set<String> tokens = new java.util.LinkedHashSet<>(Set.of("b"));
        ScopeRequest request = new ScopeRequest(tokens);
        tokens.add("mcp:write");
        assertThat(request.tokens()).containsExactly("b");
        assertThat(request("c a b").tokens()).containsExactly("c", "a", "b");
    }

    @Test
    void writeImpliesReadEverywhere() {
        assertThat(Scopes.of(Scope.WRITE)).isEqualTo(Scopes.ALL);
        assertThat(Scopes.parse("mcp:write")).isEqualTo(Scopes.ALL);
        assertThat(Scopes.of(Scope.WRITE).intersect(Scopes.of(Scope.READ))).isEqualTo(Scopes.of(Scope.READ));
        assertThat(Scopes.NONE.intersect(Scopes.ALL)).isEqualTo(Scopes.NONE);
        assertThat(Scopes.of(Scope.READ).contains(Scope.WRITE)).isFalse();
        assertThat(Scopes.ALL.toString()).isEqualTo("mcp:read mcp:write");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "openid", "mcp:READ", "mcp:read2", "mcp", "mcp:*", "*", "mcp:read\u00a0"})
    void parseOfNothingKnownThenNone(String text) {
        assertThat(Scopes.parse(text)).isEqualTo(Scopes.NONE);
        assertThat(Scopes.parse(text).isEmpty()).isTrue();
    }

    @Test
    void parseOfItsOwnTextThenTheSame() {
        for (Scopes scopes : new Scopes[] {Scopes.NONE, Scopes.of(Scope.READ), Scopes.ALL}) {
            assertThat(Scopes.parse(scopes.toString())).isEqualTo(scopes);
        }
    }
}
