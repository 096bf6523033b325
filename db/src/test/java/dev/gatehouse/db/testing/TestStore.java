package dev.gatehouse.db.testing;

import dev.gatehouse.db.DbConfiguration;
import dev.gatehouse.db.authorization.AuthorizationSettings;
import java.time.Duration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * The store as a program has it: {@link DbConfiguration} over Spring Boot's own data source, Flyway and transactions. It
 * is no {@code @Configuration}, so that the scan of {@link DbConfiguration} never finds it by itself.
 */
@EnableAutoConfiguration
@Import({DbConfiguration.class, TestAccounts.class})
public class TestStore {

    /** The lifetimes of the documentation. */
    public static final AuthorizationSettings SETTINGS = new AuthorizationSettings(
            "https://issuer.test",
            Duration.ofSeconds(60),
            Duration.ofDays(180),
            Duration.ofDays(30),
            Duration.ofMinutes(2));

    @Bean
    AuthorizationSettings authorizationSettings() {
        return SETTINGS;
    }
}
