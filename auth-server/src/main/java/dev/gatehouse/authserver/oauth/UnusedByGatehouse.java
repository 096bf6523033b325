package dev.gatehouse.authserver.oauth;

import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.stereotype.Component;

/**
 * The two stores that Spring Authorization Server wants to be given. None of the providers that would use them is in
 * service (ADR-0002), so any call is a fault of the wiring and says so.
 */
final class UnusedByGatehouse {

    private UnusedByGatehouse() {}

    private static UnsupportedOperationException unused() {
        return new UnsupportedOperationException("authorizations are kept by dev.gatehouse.db.authorization");
    }

    @Component
    static final class Authorizations implements OAuth2AuthorizationService {
        @Override
        public void save(OAuth2Authorization authorization) {
            throw unused();
        }

        @Override
        public void remove(OAuth2Authorization authorization) {
            throw unused();
        }

        @Override
        public @Nullable OAuth2Authorization findById(String id) {
            throw unused();
        }

        @Override
        public @Nullable OAuth2Authorization findByToken(String token, @Nullable OAuth2TokenType tokenType) {
            throw unused();
        }
    }

    @Component
    static final class Clients implements RegisteredClientRepository {
        @Override
        public void save(RegisteredClient registeredClient) {
            throw unused();
        }

        @Override
        public @Nullable RegisteredClient findById(String id) {
            throw unused();
        }

        @Override
        public @Nullable RegisteredClient findByClientId(String clientId) {
            throw unused();
        }
    }
}
