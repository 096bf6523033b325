package dev.gatehouse.authserver.testing;

import dev.gatehouse.authserver.settings.Cimd;
import dev.gatehouse.authserver.settings.Settings;
import dev.gatehouse.authserver.settings.SigningAlgorithm;
import dev.gatehouse.policy.net.AddressRule;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Settings as they come out of the checks, for tests that build parts of the program themselves. */
public final class TestSettings {

    private TestSettings() {}

    /** The defaults. */
    public static Settings with(String issuer, String gatewayUrl, String masterKey) {
        return with(issuer, gatewayUrl, masterKey, true);
    }

    /** The same where clients cannot register themselves. */
    public static Settings withoutRegistration() {
        return with(TestServer.ISSUER, TestServer.GATEWAY, "", false);
    }

    private static Settings with(String issuer, String gatewayUrl, String masterKey, boolean registration) {
        return new Settings(
                issuer,
                gatewayUrl,
                "",
                masterKey,
                Path.of("unused"),
                Duration.ofHours(1),
                Duration.ofMinutes(2),
                Duration.ofDays(30),
                Duration.ofDays(180),
                false,
                true,
                List.of(),
                AddressRule.publicAnd(List.of(AddressRule.LOOPBACK)),
                new Settings.Clients(registration, Cimd.OFF, URI.create("https://probe.example/client.json"), false),
                new Settings.Signing(SigningAlgorithm.ES256, Duration.ofDays(90)),
                Duration.ofMinutes(1),
                null);
    }
}
