package dev.gatehouse.gateway.http;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.netty.resources.LoopResources;

@Configuration(proxyBeanMethods = false)
class HttpConfiguration {

    /** One set of event loops for the server, the relay and the gateway's own requests: as many as there are cores. */
    @Bean(destroyMethod = "dispose")
    LoopResources eventLoops() {
        return LoopResources.create("gateway", Runtime.getRuntime().availableProcessors(), true);
    }
}
