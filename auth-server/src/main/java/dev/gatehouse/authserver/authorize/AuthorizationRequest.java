package dev.gatehouse.authserver.authorize;

import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.policy.client.RedirectUri;
import dev.gatehouse.policy.scope.ScopeRequest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An authorization request that is in order.
 *
 * @param client who asks
 * @param redirectUri where the answer goes: as requested, so with the port that a loopback client chose
 * @param registered the registered redirect URI that it matches
 * @param state the client's own, echoed
 * @param codeChallenge S256 (RFC 7636)
 * @param resource the canonical resource asked for; null when none was asked
 * @param prompts what the client wants the person to be asked (OpenID Connect Core section 3.1.2.1)
 */
public record AuthorizationRequest(
        Client client,
        String redirectUri,
        RedirectUri registered,
        @Nullable String state,
        String codeChallenge,
        ScopeRequest scopes,
        @Nullable String resource,
        Set<String> prompts) {

    /** The prompts that only a new sign-in satisfies. */
    static final Set<String> SIGN_IN_PROMPTS = Set.of("login", "select_account");

    /** Whether somebody has to sign in, also when somebody already is. */
    boolean asksToSignIn() {
        return prompts.stream().anyMatch(SIGN_IN_PROMPTS::contains);
    }

    /** The {@code client_id}. */
    public String clientId() {
        return client.clientId();
    }
}
