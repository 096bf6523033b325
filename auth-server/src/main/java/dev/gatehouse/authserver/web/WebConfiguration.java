package dev.gatehouse.authserver.web;

import java.time.Duration;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;
import org.springframework.web.servlet.config.annotation.ContentNegotiationConfigurer;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** CORS for the endpoints that browser-based clients call, never with credentials; and the style sheet. */
@Configuration(proxyBeanMethods = false)
class WebConfiguration implements WebMvcConfigurer {

    private static final List<String> OPEN_TO_BROWSERS =
            List.of("/.well-known/**", "/oauth2/jwks", "/oauth2/register", "/oauth2/token", "/oauth2/revoke");

    @Bean
    UrlBasedCorsConfigurationSource corsConfigurationSource() {
        CorsConfiguration anyOrigin = new CorsConfiguration();
        anyOrigin.addAllowedOrigin(CorsConfiguration.ALL);
        anyOrigin.setAllowedMethods(List.of("GET", "HEAD", "POST", "OPTIONS"));
        anyOrigin.addAllowedHeader(CorsConfiguration.ALL);
        anyOrigin.addExposedHeader(HttpHeaders.WWW_AUTHENTICATE);
        anyOrigin.addExposedHeader(HttpHeaders.RETRY_AFTER);
        anyOrigin.setMaxAge(Duration.ofHours(1));
        UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
        OPEN_TO_BROWSERS.forEach(path -> source.registerCorsConfiguration(path, anyOrigin));
        return source;
    }

    /** Whatever a client says that it accepts, machine endpoints answer JSON: a change must not end in a 406. */
    @Override
    public void configureContentNegotiation(ContentNegotiationConfigurer configurer) {
        configurer
                .ignoreAcceptHeader(true)
                .defaultContentType(MediaType.APPLICATION_JSON, MediaType.TEXT_HTML, MediaType.ALL);
    }

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler("/assets/**")
                .addResourceLocations("classpath:/assets/")
                .setCacheControl(CacheControl.maxAge(Duration.ofMinutes(10)));
    }
}
