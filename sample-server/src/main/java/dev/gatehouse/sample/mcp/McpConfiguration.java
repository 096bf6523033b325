package dev.gatehouse.sample.mcp;

import jakarta.servlet.Servlet;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The three servers that stand behind the gateway. */
@Configuration(proxyBeanMethods = false)
class McpConfiguration {

    @Bean
    ServletRegistrationBean<? extends Servlet> everything() {
        return McpEndpoint.open("everything").registration();
    }

    @Bean
    ServletRegistrationBean<? extends Servlet> notes() {
        return McpEndpoint.openNotes("notes").registration();
    }

    @Bean
    ServletRegistrationBean<? extends Servlet> vault() {
        return McpEndpoint.openNotes("vault").registration();
    }
}
