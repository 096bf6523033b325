package dev.gatehouse.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gatehouse.gateway.GatewayApplication;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;

class SettingsCheckTests {

    private static final GatewayProperties.Limits LIMITS =
            new GatewayProperties.Limits("200/2000", "1000/10000", "20/200", 1, 1, 1, 1, 1);

    @Test
    void nothingSetThenOneListOfAllThatIsMissing() {
        SettingsException refusal = catchThrowableOfType(
                SettingsException.class,
                () -> SettingsCheck.check(written(null, null, null, null, null, false), false));

        assertThat(refusal.problems())
                .hasSize(3)
                .anyMatch(problem -> problem.contains("GATEHOUSE_GATEWAY_URL"))
                .anyMatch(problem -> problem.contains("GATEHOUSE_ISSUER"))
                .anyMatch(problem -> problem.contains("GATEHOUSE_GATEWAY_SECRET"));
        assertThat(new SettingsFailureAnalyzer().analyze(refusal).getDescription())
                .contains("\n  - GATEHOUSE_ISSUER is missing");
    }

    @Test
    void programWithoutSettingsThenDoesNotStart() {
        assertThatThrownBy(() -> new SpringApplicationBuilder(GatewayApplication.class)
                        .registerShutdownHook(false)
                        .run("--logging.level.root=off"))
                .hasRootCauseInstanceOf(SettingsException.class);
    }

    @Test
    void plainHttpThenRefusedUnlessAsked() {
        String gateway = "http://mcp.example";
        String issuer = "http://auth.example";

        assertThatThrownBy(() -> SettingsCheck.check(written(gateway, issuer, null, "secret", null, false), false))
                .hasMessageContaining("GATEHOUSE_GATEWAY_URL must be https")
                .hasMessageContaining("GATEHOUSE_ISSUER must be https");
        assertThat(SettingsCheck.check(written(gateway, issuer, null, "secret", null, true), false)
                        .issuer())
                .isEqualTo(issuer);
    }

    @Test
    void secretOverPlainHttpToAnotherMachineThenRefused() {
        assertThatThrownBy(() -> check("http://auth.internal:9000")).hasMessageContaining("GATEHOUSE_AUTH_URL");
        assertThat(check("http://127.0.0.1:9000").authUrl()).hasToString("http://127.0.0.1:9000");
        assertThat(check("https://auth.internal").authUrl()).hasToString("https://auth.internal");
        assertThat(check(null).authUrl()).hasToString("https://auth.example");
    }

    @Test
    void addressInAnotherSpellingThenInTheOneThatClientsCompare() {
        GatewaySettings settings = SettingsCheck.check(
                written("HTTPS://MCP.example:443/", "https://auth.example/", null, "s", null, false), false);

        assertThat(settings.gatewayUrl()).isEqualTo("https://mcp.example");
        assertThat(settings.issuer()).isEqualTo("https://auth.example");
        assertThat(settings.allowedOrigins()).containsExactlyInAnyOrder("https://mcp.example", "https://app.example");
    }

    @Test
    void addressWithAPathOrRubbishThenRefused() {
        for (String url :
                List.of("https://mcp.example/x", "mcp.example", "ftp://mcp.example", "https://a b", "https://u@x")) {
            assertThatThrownBy(
                            () -> SettingsCheck.check(written(url, "https://a.example", null, "s", null, false), false))
                    .hasMessageContaining("GATEHOUSE_GATEWAY_URL");
        }
    }

    @Test
    void secretInAFileThenRead(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("secret"), "from-the-file\n");

        GatewaySettings settings = SettingsCheck.check(
                written("https://g.example", "https://a.example", null, null, file.toString(), false), false);

        assertThat(settings.feedCredential().value()).isEqualTo("from-the-file");
        assertThat(settings.toString()).doesNotContain("from-the-file");
        assertThatThrownBy(() -> SettingsCheck.check(
                        written("https://g.example", "https://a.example", null, null, directory + "/none", false),
                        false))
                .hasMessageContaining("GATEHOUSE_GATEWAY_SECRET_FILE");
    }

    private static GatewaySettings check(@Nullable String authUrl) {
        return SettingsCheck.check(
                written("https://g.example", "https://auth.example", authUrl, "s", null, false), false);
    }

    private static GatewayProperties written(
            @Nullable String gatewayUrl,
            @Nullable String issuer,
            @Nullable String authUrl,
            @Nullable String secret,
            @Nullable String secretFile,
            boolean insecure) {
        return new GatewayProperties(
                8080,
                gatewayUrl,
                issuer,
                authUrl,
                secret,
                secretFile,
                List.of("https://app.example"),
                List.of(),
                false,
                List.of(),
                LIMITS,
                "on",
                false,
                Duration.ofSeconds(30),
                "any",
                insecure);
    }

    @Test
    void memoryOfApiTokensBeyondThirtySecondsThenRefused() {
        for (Duration wrong : List.of(Duration.ofMillis(30_001), Duration.ZERO, Duration.ofSeconds(-1))) {
            GatewayProperties written = new GatewayProperties(
                    8080,
                    "https://g.example",
                    "https://a.example",
                    null,
                    "s",
                    null,
                    List.of(),
                    List.of(),
                    false,
                    List.of(),
                    LIMITS,
                    "on",
                    false,
                    wrong,
                    "any",
                    false);
            assertThatThrownBy(() -> SettingsCheck.check(written, false))
                    .hasMessageContaining("GATEHOUSE_API_TOKEN_MEMORY");
        }
    }
}
