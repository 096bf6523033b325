package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.key.MasterKey;
import dev.gatehouse.authserver.key.WrappedSecrets;
import dev.gatehouse.authserver.mail.MailTransport;
import dev.gatehouse.authserver.mail.OutgoingMail;
import dev.gatehouse.authserver.outbound.Destinations;
import dev.gatehouse.authserver.outbound.OutboundProbe;
import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.settings.Settings;
import dev.gatehouse.authserver.testing.TestSettings;
import dev.gatehouse.db.DbConfiguration;
import dev.gatehouse.db.authorization.AuthorizationSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;

/**
 * The Admin API on its own: its packages, what it needs of passwords, the store in memory and a real servlet container. Carries no stereotype, so
 * that no component scan of another test finds it.
 */
@EnableAutoConfiguration(
        excludeName = {
            "org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration",
            "org.springframework.boot.security.oauth2.server.authorization.autoconfigure.servlet."
                    + "OAuth2AuthorizationServerAutoConfiguration",
            "org.springframework.boot.security.oauth2.server.authorization.autoconfigure.servlet."
                    + "OAuth2AuthorizationServerJwtAutoConfiguration"
        })
@ComponentScan(
        basePackages = {"dev.gatehouse.authserver.admin", "dev.gatehouse.authserver.provider"},
        excludeFilters = @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*Tests.*"))
@ComponentScan(
        basePackages = {
            "dev.gatehouse.authserver.login",
            "dev.gatehouse.authserver.limit",
            "dev.gatehouse.authserver.session"
        },
        useDefaultFilters = false,
        includeFilters =
                @ComponentScan.Filter(
                        type = FilterType.REGEX,
                        pattern =
                                ".*\\.(ApiPasswordChanges|CookieSeal|KnownDevices|PasswordAgain|PasswordChanges|PasswordConfiguration|SignInThrottle|RateLimits)"))
@Import({
    DbConfiguration.class,
    Destinations.class,
    OutboundProbe.class,
    MasterKey.class,
    Secrets.class,
    WrappedSecrets.class
})
class AdminApiProgram {

    static final String GATEWAY = "http://localhost:8080";
    static final String ISSUER = "http://localhost:9000";

    /** Whether mail can be sent. */
    static final AtomicBoolean MAIL = new AtomicBoolean(true);

    private static final List<String> SETTINGS = List.of(
            "server.port=0",
            "server.address=127.0.0.1",
            "spring.datasource.url="
                    + System.getProperty("gatehouse.test.db-url", "jdbc:h2:mem:admin;DB_CLOSE_DELAY=-1"));

    static ConfigurableApplicationContext start(String... more) {
        String[] settings =
                Stream.concat(SETTINGS.stream(), Arrays.stream(more)).toArray(String[]::new);
        return new SpringApplicationBuilder(AdminApiProgram.class)
                .web(WebApplicationType.SERVLET)
                .run(Arrays.stream(settings).map(setting -> "--" + setting).toArray(String[]::new));
    }

    /** Invitations wait in their rows: nothing here sends them. */
    @Bean
    MailTransport mailTransport() {
        return new MailTransport() {
            @Override
            public boolean available() {
                return MAIL.get();
            }

            @Override
            public void send(OutgoingMail mail) {
                throw new AssertionError("nothing here sends mail");
            }
        };
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    Settings settings() {
        return TestSettings.with(ISSUER, GATEWAY, "a-master-key-of-the-tests-0123456789");
    }

    @Bean
    AuthorizationSettings authorizationSettings() {
        return new AuthorizationSettings(
                ISSUER, Duration.ofMinutes(1), Duration.ofDays(180), Duration.ofDays(30), Duration.ofMinutes(2));
    }
}
