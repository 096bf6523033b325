package dev.gatehouse.authserver.token;

import dev.gatehouse.authserver.key.KeyRing;
import dev.gatehouse.db.authorization.AuthorizationRepository;
import dev.gatehouse.db.authorization.RefreshPresentation;
import dev.gatehouse.policy.token.TokenKind;
import dev.gatehouse.policy.token.TokenReference;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2RefreshTokenAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.stereotype.Component;

/** The refresh token grant (RFC 6749 section 6), with rotation for every client (RFC 9700 section 4.14.2). */
@Component
public final class RefreshTokenGrantProvider implements AuthenticationProvider {

    private final AuthorizationRepository authorizations;
    private final KeyRing keys;
    private final TokenAnswers answers;

    RefreshTokenGrantProvider(AuthorizationRepository authorizations, KeyRing keys, TokenAnswers answers) {
        this.authorizations = authorizations;
        this.keys = keys;
        this.answers = answers;
    }

    @Override
    public Authentication authenticate(Authentication authentication) {
        OAuth2RefreshTokenAuthenticationToken request = (OAuth2RefreshTokenAuthenticationToken) authentication;
        OAuth2ClientAuthenticationToken caller = AuthenticatedClient.of(request.getPrincipal());
        RegisteredClient client = AuthenticatedClient.allowedTo(caller, request.getGrantType());
        TokenReference token =
                keys.verify(TokenKind.REFRESH_TOKEN, request.getRefreshToken()).orElseThrow(TokenAnswers::forged);
        RefreshPresentation presented = new RefreshPresentation(
                token,
                client.getClientId(),
                TokenAnswers.scopeRequest(request.getScopes()),
                ResourceParameter.read(request.getAdditionalParameters()),
                AuthenticatedClient.proved(caller));
        return answers.answer(authorizations.rotate(presented), caller, client);
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return OAuth2RefreshTokenAuthenticationToken.class.isAssignableFrom(authentication);
    }
}
