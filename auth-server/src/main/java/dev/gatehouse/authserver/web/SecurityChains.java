package dev.gatehouse.authserver.web;

import dev.gatehouse.authserver.authorize.AuthorizationRequestConverter;
import dev.gatehouse.authserver.authorize.AuthorizationRequestProvider;
import dev.gatehouse.authserver.authorize.AuthorizationResponses;
import dev.gatehouse.authserver.client.ClientAuthenticationProvider;
import dev.gatehouse.authserver.client.PublicClientAuthenticationConverter;
import dev.gatehouse.authserver.client.assertion.ClientAssertionConverter;
import dev.gatehouse.authserver.introspection.IntrospectionProvider;
import dev.gatehouse.authserver.introspection.IntrospectionResponse;
import dev.gatehouse.authserver.key.OperatorCredential;
import dev.gatehouse.authserver.login.SignIn;
import dev.gatehouse.authserver.oauth.ErrorResponses;
import dev.gatehouse.authserver.oauth.FormRequestFilter;
import dev.gatehouse.authserver.oauth.UnavailableFilter;
import dev.gatehouse.authserver.revocation.RevocationProvider;
import dev.gatehouse.authserver.settings.Settings;
import dev.gatehouse.authserver.token.AuthorizationCodeGrantProvider;
import dev.gatehouse.authserver.token.ClientCredentialsGrantProvider;
import dev.gatehouse.authserver.token.RefreshTokenGrantProvider;
import dev.gatehouse.authserver.token.TokenResponse;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.web.authentication.ClientSecretBasicAuthenticationConverter;
import org.springframework.security.oauth2.server.authorization.web.authentication.ClientSecretPostAuthenticationConverter;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2AuthorizationCodeAuthenticationConverter;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2ClientCredentialsAuthenticationConverter;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2RefreshTokenAuthenticationConverter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.AndRequestMatcher;
import org.springframework.security.web.util.matcher.NegatedRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.stereotype.Component;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;
import org.springframework.web.filter.CorsFilter;

/** The security filter chains. */
@Configuration(proxyBeanMethods = false)
class SecurityChains {

    /** No {@code form-action}: browsers apply it to the redirect to the client, too. */
    private static final String PAGE_POLICY =
            "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none';" + " frame-ancestors 'none'";

    @Bean
    AuthorizationServerSettings authorizationServerSettings(Settings settings) {
        return AuthorizationServerSettings.builder()
                .issuer(settings.issuer())
                .authorizationEndpoint("/oauth2/authorize")
                .tokenEndpoint("/oauth2/token")
                .tokenIntrospectionEndpoint("/oauth2/introspect")
                .tokenRevocationEndpoint("/oauth2/revoke")
                .pushedAuthorizationRequestEndpoint("/oauth2/par")
                .build();
    }

    @Bean
    @Order(9)
    SecurityFilterChain operator(HttpSecurity http, OperatorCredential credential, ErrorResponses errors) {
        return machines(
                        http.securityMatcher(
                                "/internal/v1/keys",
                                "/internal/v1/keys/**",
                                "/internal/v1/audit/**",
                                "/internal/v1/setup-links/**"),
                        errors)
                .addFilterAfter(new OperatorFilter(credential), SecurityContextHolderFilter.class)
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .build();
    }

    @Bean
    @Order(10)
    SecurityFilterChain gateways(HttpSecurity http, Settings settings, ErrorResponses errors) {
        return machines(http.securityMatcher("/internal/**"), errors)
                .addFilterAfter(new GatewaySecretFilter(settings.gatewaySecret()), SecurityContextHolderFilter.class)
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .build();
    }

    @Bean
    @Order(30)
    SecurityFilterChain oauth(
            HttpSecurity http,
            OAuthParts parts,
            ErrorResponses errors,
            SignIn signIn,
            UrlBasedCorsConfigurationSource cors) {
        http.securityMatcher(
                new AndRequestMatcher(path("/oauth2/**"), new NegatedRequestMatcher(path("/oauth2/consent"))));
        http.with(new OAuth2AuthorizationServerConfigurer(), server -> parts.configure(server, errors));
        return http.authorizeHttpRequests(requests -> requests.requestMatchers(
                                HttpMethod.POST, "/oauth2/token", "/oauth2/introspect", "/oauth2/revoke", "/oauth2/par")
                        .authenticated()
                        .anyRequest()
                        .permitAll())
                .cors(customizer -> customizer.configurationSource(cors))
                .csrf(csrf -> csrf.ignoringRequestMatchers("/oauth2/**"))
                .requestCache(AbstractHttpConfigurer::disable)
                .exceptionHandling(handling -> handling.authenticationEntryPoint(errors))
                .headers(SecurityChains::pageHeaders)
                .addFilterBefore(new UnavailableFilter(errors), SecurityContextHolderFilter.class)
                .addFilterAfter(signIn.sessionCheck(), SecurityContextHolderFilter.class)
                .addFilterAfter(new FormRequestFilter(errors), CorsFilter.class)
                .build();
    }

    @Bean
    @Order(20)
    SecurityFilterChain documents(HttpSecurity http, ErrorResponses errors, UrlBasedCorsConfigurationSource cors) {
        return machines(
                        http.securityMatcher("/.well-known/**", "/oauth2/jwks", "/oauth2/register/**", "/health/**"),
                        errors)
                .cors(customizer -> customizer.configurationSource(cors))
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .build();
    }

    @Bean
    @Order(100)
    SecurityFilterChain pages(HttpSecurity http, SignIn signIn, Settings settings) {
        return http.authorizeHttpRequests(requests -> requests.requestMatchers(
                                "/oauth2/consent", "/login/continue", "/login/other", "/account/**")
                        .authenticated()
                        .anyRequest()
                        .permitAll())
                .authenticationManager(new ProviderManager(signIn.provider()))
                .formLogin(login -> login.loginPage("/login")
                        .loginProcessingUrl("/login")
                        .authenticationDetailsSource(signIn::attempt)
                        .successHandler(signIn.outcomes())
                        .failureHandler(signIn.outcomes())
                        .permitAll())
                // a new row for a new session: requests that still hold a copy of the old one cannot bring its id back
                .sessionManagement(session -> session.sessionFixation(fixation -> fixation.migrateSession()))
                .addFilterAfter(signIn.sessionCheck(), SecurityContextHolderFilter.class)
                .logout(logout -> logout.logoutSuccessHandler(
                        (request, response, person) -> response.sendRedirect(settings.issuer() + "/login?signedOut")))
                .requestCache(AbstractHttpConfigurer::disable)
                .exceptionHandling(handling -> handling.authenticationEntryPoint(
                        (request, response, nobody) -> response.sendRedirect(settings.issuer() + "/login")))
                .headers(SecurityChains::pageHeaders)
                .build();
    }

    private static RequestMatcher path(String pattern) {
        return PathPatternRequestMatcher.withDefaults().matcher(pattern);
    }

    private static HttpSecurity machines(HttpSecurity http, ErrorResponses errors) {
        return http.sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .exceptionHandling(handling -> handling.authenticationEntryPoint(errors))
                .addFilterBefore(new UnavailableFilter(errors), SecurityContextHolderFilter.class);
    }

    private static void pageHeaders(HeadersConfigurer<HttpSecurity> headers) {
        headers.contentSecurityPolicy(policy -> policy.policyDirectives(PAGE_POLICY))
                .referrerPolicy(policy -> policy.policy(ReferrerPolicyHeaderWriter.ReferrerPolicy.NO_REFERRER));
    }

    /** How clients say who they are, beside by a secret. */
    @Component
    record ClientConverters(ClientAssertionConverter assertions, PublicClientAuthenticationConverter publicClients) {}

    /** Our parts of Spring Authorization Server's endpoints, in place of its own. */
    @Component
    record OAuthParts(
            ClientConverters clientConverters,
            AuthorizationRequestConverter requests,
            AuthorizationRequestProvider requestProvider,
            AuthorizationResponses responses,
            TokenResponse tokens,
            IntrospectionResponse introspections,
            List<AuthenticationProvider> all) {

        void configure(OAuth2AuthorizationServerConfigurer server, ErrorResponses errors) {
            server.clientAuthentication(client -> client.authenticationConverters(list -> {
                                list.removeIf(
                                        converter -> !(converter instanceof ClientSecretBasicAuthenticationConverter
                                                || converter instanceof ClientSecretPostAuthenticationConverter));
                                list.add(0, clientConverters.publicClients());
                                list.add(0, clientConverters.assertions());
                            })
                            .authenticationProviders(list -> replace(list, ClientAuthenticationProvider.class))
                            .errorResponseHandler(errors))
                    .authorizationEndpoint(authorization -> authorization
                            .authorizationRequestConverters(list -> {
                                list.clear();
                                list.add(requests);
                            })
                            .authenticationProviders(list -> {
                                // Spring's own stays: the configurer insists on one, and it never matches our type
                                list.removeIf(provider ->
                                        !(provider instanceof OAuth2AuthorizationCodeRequestAuthenticationProvider));
                                list.add(0, requestProvider);
                            })
                            .authorizationResponseHandler(responses)
                            .errorResponseHandler(responses))
                    .tokenEndpoint(token -> token.accessTokenRequestConverters(list -> list.removeIf(
                                    converter -> !(converter instanceof OAuth2AuthorizationCodeAuthenticationConverter
                                            || converter instanceof OAuth2RefreshTokenAuthenticationConverter
                                            || converter instanceof OAuth2ClientCredentialsAuthenticationConverter)))
                            .authenticationProviders(list -> replace(
                                    list,
                                    AuthorizationCodeGrantProvider.class,
                                    RefreshTokenGrantProvider.class,
                                    ClientCredentialsGrantProvider.class))
                            .accessTokenResponseHandler(tokens)
                            .errorResponseHandler(errors))
                    .tokenIntrospectionEndpoint(introspection -> introspection
                            .authenticationProviders(list -> replace(list, IntrospectionProvider.class))
                            .introspectionResponseHandler(introspections)
                            .errorResponseHandler(errors))
                    .tokenRevocationEndpoint(revocation -> revocation
                            .authenticationProviders(list -> replace(list, RevocationProvider.class))
                            .errorResponseHandler(errors));
        }

        private void replace(List<AuthenticationProvider> list, Class<?>... types) {
            list.clear();
            for (Class<?> type : types) {
                all.stream().filter(type::isInstance).forEach(list::add);
            }
        }
    }
}
