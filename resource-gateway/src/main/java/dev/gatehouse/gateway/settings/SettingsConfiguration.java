package dev.gatehouse.gateway.settings;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SettingsConfiguration {

    @Bean
    GatewaySettings gatewaySettings(GatewayProperties written) {
        return SettingsCheck.check(written);
    }

    @Bean
    ObserveSettings observeSettings(ObserveProperties written) {
        return ObserveCheck.check(written);
    }
}
