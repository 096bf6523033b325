package dev.gatehouse.sample.direct;

import dev.gatehouse.sample.SampleServerProperties;
import dev.gatehouse.sample.mcp.McpEndpoint;
import jakarta.servlet.Servlet;
import java.nio.file.Path;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the protected endpoint together. The filter is bound to the servlet itself, not to a spelling of its path. */
@Configuration(proxyBeanMethods = false)
class DirectConfiguration {

    @Bean
    ProtectedResource protectedResource(SampleServerProperties properties) {
        return ProtectedResource.at(properties.samplePort(), properties.issuer());
    }

    @Bean
    McpEndpoint directEndpoint() {
        return McpEndpoint.open("direct");
    }

    @Bean
    ServletRegistrationBean<? extends Servlet> direct(McpEndpoint directEndpoint) {
        return directEndpoint.registration();
    }

    @Bean
    FilterRegistrationBean<BearerFilter> directFilter(
            ProtectedResource resource, McpEndpoint directEndpoint, SampleServerProperties properties) {
        IntrospectionCredentials credentials =
                new IntrospectionCredentials(Path.of(properties.directCredentialsFile()));
        BearerFilter filter = new BearerFilter(
                resource, new Introspection(resource, credentials), new RequiredScope(directEndpoint.tools()));
        return new FilterRegistrationBean<>(filter, directEndpoint.registration());
    }

    @Bean
    ServletRegistrationBean<MetadataServlet> directMetadata(ProtectedResource resource) {
        return new ServletRegistrationBean<>(new MetadataServlet(resource), ProtectedResource.METADATA_PATH);
    }
}
