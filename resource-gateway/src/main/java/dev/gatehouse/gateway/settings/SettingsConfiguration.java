package dev.gatehouse.gateway.settings;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;

@Configuration(proxyBeanMethods = false)
class SettingsConfiguration {

    @Bean
    GatewaySettings gatewaySettings(GatewayProperties written, Environment environment) {
        return SettingsCheck.check(written, environment.acceptsProfiles(Profiles.of("demo")));
    }

    @Bean
    ObserveSettings observeSettings(ObserveProperties written) {
        return ObserveCheck.check(written);
    }
}
