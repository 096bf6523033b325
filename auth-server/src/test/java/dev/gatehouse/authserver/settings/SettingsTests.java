package dev.gatehouse.authserver.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.mock.env.MockEnvironment;

class SettingsTests {

    private static final String SECRET = "0123456789012345678901234567890123456789";

    private final SettingsConfiguration configuration = new SettingsConfiguration();

    @Test
    void nothingSetThenOneListOfAllThatIsMissing() {
        assertThatThrownBy(() -> settings(Map.of()))
                .isInstanceOf(UnusableSettings.class)
                .hasMessageContainingAll(
                        "GATEHOUSE_ISSUER is missing",
                        "GATEHOUSE_GATEWAY_URL is missing",
                        "GATEHOUSE_GATEWAY_SECRET (or GATEHOUSE_GATEWAY_SECRET_FILE) is missing",
                        "GATEHOUSE_MASTER_KEY (or GATEHOUSE_MASTER_KEY_FILE) is missing");
    }

    @Test
    void onlyTheNecessarySetThenTheDocumentedDefaults() {
        Settings settings = settings(necessary());

        assertThat(settings.accessTokenTtl()).isEqualTo(Duration.ofHours(1));
        assertThat(settings.refreshRetryWindow()).isEqualTo(Duration.ofMinutes(2));
        assertThat(settings.refreshIdleTtl()).isEqualTo(Duration.ofDays(30));
        assertThat(settings.refreshAbsoluteTtl()).isEqualTo(Duration.ofDays(180));
        assertThat(settings.secureCookies()).isTrue();
        assertThat(settings.issuer()).isEqualTo("https://auth.example.com");
        assertThat(settings.toString()).doesNotContain(SECRET);
    }

    @ParameterizedTest
    @CsvSource({
        "issuer, http://auth.example.com, GATEHOUSE_ISSUER must be https",
        "issuer, https://auth.example.com/path, GATEHOUSE_ISSUER must be an origin",
        "issuer, https://auth.example.com?x, GATEHOUSE_ISSUER must be an origin",
        "issuer, auth.example.com, GATEHOUSE_ISSUER must be an origin",
        "gateway-url, ftp://x, GATEHOUSE_GATEWAY_URL must be https",
        "gateway-secret, short, GATEHOUSE_GATEWAY_SECRET must have at least 32",
        "master-key, short, GATEHOUSE_MASTER_KEY must have at least 32",
        "access-token-ttl, PT1H1S, GATEHOUSE_ACCESS_TOKEN_TTL must be",
        "access-token-ttl, PT0S, GATEHOUSE_ACCESS_TOKEN_TTL must be",
        "refresh-retry-window, PT11M, GATEHOUSE_REFRESH_RETRY_WINDOW must be",
        "refresh-retry-window, -PT1S, GATEHOUSE_REFRESH_RETRY_WINDOW must be",
        "key-rotation, PT1H59M, GATEHOUSE_KEY_ROTATION must be",
        "key-rotation, P3651D, GATEHOUSE_KEY_ROTATION must be",
        "refresh-absolute-ttl, P1D, GATEHOUSE_REFRESH_IDLE_TTL must be",
        "rate-limits, off, GATEHOUSE_RATE_LIMITS=off is for the demo",
        "cimd-loopback, true, GATEHOUSE_CIMD_LOOPBACK is for the demo",
        "trusted-proxies, proxy.example, GATEHOUSE_TRUSTED_PROXIES holds `proxy.example`",
        "trusted-proxies, 10.0.0.0/33, GATEHOUSE_TRUSTED_PROXIES holds `10.0.0.0/33`",
        "trusted-proxies, 10.0.0.0/x, GATEHOUSE_TRUSTED_PROXIES holds `10.0.0.0/x`",
        "db-url, mysql://x, GATEHOUSE_DB_URL must begin",
        "db-url, jdbc:h2:file:./x, GATEHOUSE_DB_URL must hold ;WRITE_DELAY=0",
        "db-url, jdbc:h2:./x, GATEHOUSE_DB_URL must hold ;WRITE_DELAY=0"
    })
    void unsafeValueThenItRefusesToStart(String name, String value, String problem) {
        Map<String, String> values = new HashMap<>(necessary());
        values.put("gatehouse." + name, value);

        assertThatThrownBy(() -> settings(values)).hasMessageContaining(problem);
    }

    @Test
    void rateLimitsOffWhenMeasuringThenAccepted() {
        Map<String, String> values = new HashMap<>(necessary());
        values.put("gatehouse.rate-limits", "off");
        values.put("gatehouse.measure", "true");

        assertThat(settings(values).rateLimited()).isFalse();
    }

    @Test
    void signingSetThenTakenAndOtherwiseEs256ForNinetyDays() {
        Map<String, String> values = new HashMap<>(necessary());
        assertThat(settings(values).signing())
                .isEqualTo(new Settings.Signing(SigningAlgorithm.ES256, Duration.ofDays(90)));

        values.put("gatehouse.signing-algorithm", "rs256");
        values.put("gatehouse.key-rotation", "PT2H");
        assertThat(settings(values).signing())
                .isEqualTo(new Settings.Signing(SigningAlgorithm.RS256, Duration.ofHours(2)));

        values.put("gatehouse.signing-algorithm", "HS256");
        assertThatThrownBy(() -> settings(values)).hasStackTraceContaining("SigningAlgorithm.HS256");
    }

    @Test
    void plainHttpIsForProxiesThatTerminateTls() {
        Map<String, String> values = new HashMap<>(necessary());
        values.put("gatehouse.issuer", "http://auth.internal");
        values.put("gatehouse.insecure-http", "true");

        assertThat(settings(values).secureCookies()).isFalse();
    }

    @Test
    void secretInAFileThenItIsReadButAVariableComesFirst(@TempDir Path dir) throws IOException {
        Path file = Files.writeString(dir.resolve("secret"), SECRET + "\n");
        MockEnvironment environment = new MockEnvironment().withProperty("GATEHOUSE_MASTER_KEY_FILE", file.toString());
        new SecretFiles().postProcessEnvironment(environment, new SpringApplication());
        assertThat(environment.getProperty("gatehouse.master-key")).isEqualTo(SECRET);

        MockEnvironment both = new MockEnvironment()
                .withProperty("GATEHOUSE_MASTER_KEY_FILE", file.toString())
                .withProperty("GATEHOUSE_MASTER_KEY", "given");
        new SecretFiles().postProcessEnvironment(both, new SpringApplication());
        assertThat(both.getProperty("gatehouse.master-key")).isNull();
    }

    @Test
    void secretFileThatIsNotThereThenItRefusesToStart() {
        MockEnvironment environment = new MockEnvironment().withProperty("GATEHOUSE_MASTER_KEY_FILE", "/nowhere/x");

        assertThatThrownBy(() -> new SecretFiles().postProcessEnvironment(environment, new SpringApplication()))
                .hasMessageContaining("GATEHOUSE_MASTER_KEY_FILE names a file that cannot be read");
    }

    private static Map<String, String> withMail(String... more) {
        Map<String, String> values = new HashMap<>(necessary());
        values.put("gatehouse.smtp.host", "smtp.example.com");
        values.put("gatehouse.smtp.from", "Gatehouse <gatehouse@example.com>");
        for (int i = 0; i < more.length; i += 2) {
            values.put("gatehouse.smtp." + more[i], more[i + 1]);
        }
        return values;
    }

    @Test
    void mailServerSetThenTakenWithStartTlsAndOtherwiseThereIsNone() {
        assertThat(settings(necessary()).smtp()).isNull();
        assertThat(settings(withMail()).smtp())
                .isEqualTo(new Smtp(
                        "smtp.example.com", 587, null, null, "Gatehouse <gatehouse@example.com>", Smtp.Tls.STARTTLS));
        Smtp full = settings(withMail("tls", "implicit", "username", "me", "password", SECRET))
                .smtp();
        assertThat(full.port()).isEqualTo(465);
        assertThat(full.password()).isEqualTo(SECRET);
        assertThat(full.toString()).doesNotContain(SECRET);
        assertThat(settings(withMail("tls", "none", "host", "127.0.0.1", "port", "25"))
                        .smtp()
                        .tls())
                .isEqualTo(Smtp.Tls.NONE);
        assertThat(settings(withMail("tls", "insecure")).smtp().tls()).isEqualTo(Smtp.Tls.INSECURE);
    }

    @ParameterizedTest
    @CsvSource({
        "host, '', GATEHOUSE_SMTP_HOST is missing",
        "host, smtp example, GATEHOUSE_SMTP_HOST must be",
        "from, '', GATEHOUSE_SMTP_FROM is missing",
        "from, gatehouse, GATEHOUSE_SMTP_FROM must be one address",
        "from, 'a@x.test, b@x.test', GATEHOUSE_SMTP_FROM must be one address",
        "port, 0, GATEHOUSE_SMTP_PORT must be",
        "port, 65536, GATEHOUSE_SMTP_PORT must be",
        "port, smtp, GATEHOUSE_SMTP_PORT must be",
        "username, me, GATEHOUSE_SMTP_PASSWORD (or GATEHOUSE_SMTP_PASSWORD_FILE) is missing",
        "password, secret, GATEHOUSE_SMTP_USERNAME is missing",
        "tls, off, GATEHOUSE_SMTP_TLS must be",
        "tls, none, GATEHOUSE_SMTP_TLS=none is for a mail server on this machine"
    })
    void mailServerThatCannotBeThenItRefusesToStart(String name, String value, String problem) {
        assertThatThrownBy(() -> settings(withMail(name, value))).hasMessageContaining(problem);
    }

    @Test
    void mailServerWithoutTlsThenNoPasswordIsSentThere() {
        assertThatThrownBy(() -> settings(withMail("tls", "insecure", "username", "me", "password", "secret")))
                .hasMessageContaining("GATEHOUSE_SMTP_TLS=insecure would show");
    }

    private Settings settings(Map<String, String> values) {
        GatehouseProperties properties = new Binder(new MapConfigurationPropertySource(values))
                .bindOrCreate("gatehouse", GatehouseProperties.class);
        return configuration.settings(properties, new MockEnvironment());
    }

    private static Map<String, String> necessary() {
        return Map.of(
                "gatehouse.issuer",
                "https://auth.example.com/",
                "gatehouse.gateway-url",
                "https://mcp.example.com",
                "gatehouse.gateway-secret",
                SECRET,
                "gatehouse.master-key",
                SECRET);
    }
}
