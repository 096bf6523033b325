package dev.gatehouse.authserver.mail;

import dev.gatehouse.authserver.settings.Settings;
import dev.gatehouse.authserver.settings.Smtp;
import java.net.URI;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;

/** Where mail goes: to the mail server of the settings, else in the demo into files, else nowhere. */
@Configuration(proxyBeanMethods = false)
class MailConfiguration {

    @Bean
    MailTransport mailTransport(Settings settings, Environment environment, Clock clock) {
        Smtp smtp = settings.smtp();
        if (smtp != null) {
            return new SmtpMail(smtp, URI.create(settings.issuer()).getHost(), null);
        }
        return environment.acceptsProfiles(Profiles.of("demo"))
                ? new MailFiles(settings.dataDir().resolve("mail"), clock)
                : new NoMail();
    }
}
