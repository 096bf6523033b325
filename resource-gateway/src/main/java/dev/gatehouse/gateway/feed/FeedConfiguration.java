package dev.gatehouse.gateway.feed;

import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class FeedConfiguration {

    @Bean
    @ConditionalOnMissingBean
    FeedTicker feedTicker() {
        return System::nanoTime;
    }
}
