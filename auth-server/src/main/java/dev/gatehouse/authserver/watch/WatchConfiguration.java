package dev.gatehouse.authserver.watch;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class WatchConfiguration {

    @Bean(destroyMethod = "close")
    PrometheusMeterRegistry figuresOfPrometheus() {
        return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    }
}
