package dev.gatehouse.authserver.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.authserver.settings.Settings;
import dev.gatehouse.authserver.testing.TestSettings;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;

class MailConfigurationTests {

    private static final Settings WITHOUT = TestSettings.with("https://auth.test", "https://gateway.test", "");

    private static MailTransport transport(String... profiles) {
        MockEnvironment environment = new MockEnvironment();
        environment.setActiveProfiles(profiles);
        return new MailConfiguration().mailTransport(WITHOUT, environment, Clock.systemUTC());
    }

    @Test
    void noMailServerInProductionThenNoMailAndInTheDemoFiles() {
        assertThat(transport().available()).isFalse();
        assertThatThrownBy(() -> transport().send(new OutgoingMail("a", "b", "c", "d")))
                .isInstanceOf(MailTransport.MailNotSent.class);
        assertThat(transport("demo")).isInstanceOf(MailFiles.class);
        assertThat(transport("demo").available()).isTrue();
    }
}
