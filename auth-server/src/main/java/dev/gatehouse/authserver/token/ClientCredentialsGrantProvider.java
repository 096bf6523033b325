package dev.gatehouse.authserver.token;

import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.client.ClientAuthenticationProvider;
import dev.gatehouse.authserver.oauth.ErrorCode;
import dev.gatehouse.db.machine.MachineRequest;
import dev.gatehouse.db.machine.MachineTokens;
import dev.gatehouse.policy.scope.Scopes;
import java.util.Optional;
import java.util.Set;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.stereotype.Component;

/** The client credentials grant (RFC 6749 section 4.4), for clients that an admin registered for one server. */
@Component
public final class ClientCredentialsGrantProvider implements AuthenticationProvider {

    private final MachineTokens machines;
    private final TokenAnswers answers;

    ClientCredentialsGrantProvider(MachineTokens machines, TokenAnswers answers) {
        this.machines = machines;
        this.answers = answers;
    }

    @Override
    public Authentication authenticate(Authentication authentication) {
        OAuth2ClientCredentialsAuthenticationToken request =
                (OAuth2ClientCredentialsAuthenticationToken) authentication;
        OAuth2ClientAuthenticationToken caller = AuthenticatedClient.of(request.getPrincipal());
        RegisteredClient client = AuthenticatedClient.allowedTo(caller, request.getGrantType());
        requireConfidentialMachine(caller, client);
        MachineRequest asked = new MachineRequest(
                client.getClientId(),
                scopes(request.getScopes()),
                ResourceParameter.read(request.getAdditionalParameters()));
        return answers.answer(machines.issue(asked), caller, client);
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return OAuth2ClientCredentialsAuthenticationToken.class.isAssignableFrom(authentication);
    }

    /** The grant is for confidential clients only (RFC 6749 section 4.4). */
    private static void requireConfidentialMachine(OAuth2ClientAuthenticationToken caller, RegisteredClient client) {
        Optional<Client> machine =
                ClientAuthenticationProvider.clientOf(client).filter(known -> known.machine() != null);
        if (machine.isEmpty() || ClientAuthenticationMethod.NONE.equals(caller.getClientAuthenticationMethod())) {
            throw ErrorCode.UNAUTHORIZED_CLIENT.exception("the client may not ask for itself");
        }
    }

    /** All of its scopes where it names none; nothing where it names none that we know. */
    private static Scopes scopes(Set<String> tokens) {
        return tokens.isEmpty()
                ? Scopes.ALL
                : Scopes.ofTokens(TokenAnswers.scopeRequest(tokens).tokens());
    }
}
