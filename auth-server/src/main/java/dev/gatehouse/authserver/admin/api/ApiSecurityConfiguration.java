package dev.gatehouse.authserver.admin.api;

import dev.gatehouse.authserver.admin.Actors;
import dev.gatehouse.db.apitoken.ApiTokenRepository;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;

/**
 * The security filter chain of {@code /api/**}. No session, no cookie and so nothing to forge across sites; never a login
 * page.
 */
@Configuration(proxyBeanMethods = false)
class ApiSecurityConfiguration {

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    SecurityFilterChain adminApiSecurityFilterChain(HttpSecurity http, ApiTokenRepository tokens, Actors actors) {
        return http.securityMatcher("/api/**")
                .authorizeHttpRequests(requests -> requests.requestMatchers(OpenApiController.PATH)
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .addFilterBefore(new AdminTokenFilter(tokens, actors), AuthorizationFilter.class)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable)
                .anonymous(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .formLogin(AbstractHttpConfigurer::disable)
                .httpBasic(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .exceptionHandling(faults -> faults.authenticationEntryPoint(
                                (request, response, e) -> AdminTokenFilter.unauthenticated(request, response))
                        .accessDeniedHandler(
                                (request, response, e) -> AdminTokenFilter.unauthenticated(request, response)))
                .build();
    }

    @Bean
    FilterRegistrationBean<ApiFaultFilter> adminApiFaultFilter() {
        FilterRegistrationBean<ApiFaultFilter> registration = new FilterRegistrationBean<>(new ApiFaultFilter());
        registration.addUrlPatterns("/api/*");
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }
}
