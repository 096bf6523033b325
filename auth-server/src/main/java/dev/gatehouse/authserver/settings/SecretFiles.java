package dev.gatehouse.authserver.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** Reads every secret also from the file that {@code GATEHOUSE_…_FILE} names; a secret given directly comes first. */
final class SecretFiles implements EnvironmentPostProcessor {

    private static final Map<String, String> SECRETS = Map.of(
            "GATEHOUSE_GATEWAY_SECRET", "gatehouse.gateway-secret",
            "GATEHOUSE_MASTER_KEY", "gatehouse.master-key",
            "GATEHOUSE_DB_PASSWORD", "gatehouse.db-password",
            "GATEHOUSE_SMTP_PASSWORD", "gatehouse.smtp.password");

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        Map<String, Object> read = new HashMap<>();
        SECRETS.forEach((variable, property) -> {
            String file = environment.getProperty(variable + "_FILE", "");
            if (!file.isBlank() && environment.getProperty(variable, "").isBlank()) {
                read.put(property, read(variable, file));
            }
        });
        if (!read.isEmpty()) {
            environment.getPropertySources().addFirst(new MapPropertySource("gatehouse secret files", read));
        }
    }

    private static String read(String variable, String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException | RuntimeException e) {
            throw new UnusableSettings(List.of(variable + "_FILE names a file that cannot be read: `" + file + "`"));
        }
    }
}
