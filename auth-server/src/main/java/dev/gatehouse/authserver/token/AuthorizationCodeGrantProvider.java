package dev.gatehouse.authserver.token;

import dev.gatehouse.authserver.key.KeyRing;
import dev.gatehouse.authserver.oauth.ErrorCode;
import dev.gatehouse.db.authorization.AuthorizationRepository;
import dev.gatehouse.db.authorization.CodePresentation;
import dev.gatehouse.policy.token.TokenKind;
import dev.gatehouse.policy.token.TokenReference;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;
import java.util.regex.Pattern;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.stereotype.Component;

/** The authorization code grant (RFC 6749 section 4.1.3) with PKCE S256 (RFC 7636 section 4.6). */
@Component
public final class AuthorizationCodeGrantProvider implements AuthenticationProvider {

    private static final Pattern VERIFIER = Pattern.compile("[A-Za-z0-9\\-._~]{43,128}");

    private final AuthorizationRepository authorizations;
    private final KeyRing keys;
    private final TokenAnswers answers;

    AuthorizationCodeGrantProvider(AuthorizationRepository authorizations, KeyRing keys, TokenAnswers answers) {
        this.authorizations = authorizations;
        this.keys = keys;
        this.answers = answers;
    }

    @Override
    public Authentication authenticate(Authentication authentication) {
        OAuth2AuthorizationCodeAuthenticationToken request =
                (OAuth2AuthorizationCodeAuthenticationToken) authentication;
        OAuth2ClientAuthenticationToken caller = AuthenticatedClient.of(request.getPrincipal());
        RegisteredClient client = AuthenticatedClient.allowedTo(caller, request.getGrantType());
        Object verifier = request.getAdditionalParameters().get("code_verifier");
        if (!(verifier instanceof String text) || !VERIFIER.matcher(text).matches()) {
            throw ErrorCode.INVALID_GRANT.exception("code_verifier is missing or malformed");
        }
        TokenReference code = keys.verify(TokenKind.AUTHORIZATION_CODE, Objects.requireNonNull(request.getCode()))
                .orElseThrow(TokenAnswers::forged);
        CodePresentation presented = new CodePresentation(
                code.authorizationId(),
                client.getClientId(),
                s256(text),
                "".equals(request.getRedirectUri()) ? null : request.getRedirectUri(),
                ResourceParameter.read(request.getAdditionalParameters()),
                AuthenticatedClient.proved(caller));
        return answers.answer(authorizations.redeem(presented), caller, client);
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return OAuth2AuthorizationCodeAuthenticationToken.class.isAssignableFrom(authentication);
    }

    private static String s256(String verifier) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
