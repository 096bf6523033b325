package dev.gatehouse.gateway.identity;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.gatehouse.gateway.exchange.Exchange;
import dev.gatehouse.gateway.server.ProxiedServer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who calls a server, in what an upstream may know of it. Two that are equal may be shown the same.
 *
 * @param external whether another issuer than ours vouches
 * @param issuer who vouches for the subject
 * @param subject the subject there
 * @param clientId through which client
 * @param authorizationId by which authorization; where an issuer names none, by which token
 * @param scope what the caller may do there, in order
 * @param accountId whose server it is
 * @param resource the server, as the way to it is called in tokens
 */
record Principal(
        boolean external,
        String issuer,
        String subject,
        @Nullable String clientId,
        @Nullable String authorizationId,
        String scope,
        UUID accountId,
        String resource) {

    /**
     * A subject of another issuer has no meaning without it, and neither has one without the account that trusts it: anybody
     * with an account can name any issuer, with keys of their own. What stands for all three begins with this.
     */
    private static final String FOREIGN = "ext_";

    /** The one who is behind an exchange; empty when the token names no subject. */
    static Optional<Principal> of(Exchange exchange) {
        return exchange.token().filter(token -> token.subject() != null).map(token -> {
            ProxiedServer server = exchange.server().orElseThrow();
            String authorization = token.authorizationId() == null ? token.tokenId() : token.authorizationId();
            return new Principal(
                    token.external(),
                    token.issuer(),
                    String.valueOf(token.subject()),
                    token.clientId(),
                    authorization,
                    token.scopes().stream().sorted().collect(Collectors.joining(" ")),
                    server.view().accountId(),
                    server.view().resource());
        });
    }

    /** Says who it is. {@code sub} is never the same for two people, whoever vouches for them. */
    void describe(JWTClaimsSet.Builder claims) {
        claims.subject(sub())
                .claim("account", accountId.toString())
                .claim("server", resource)
                .claim("scope", scope);
        if (clientId != null) {
            claims.claim("client_id", clientId);
        }
        if (external) {
            claims.claim("idp", issuer).claim("idp_sub", subject);
        }
    }

    /** About how many characters it takes to remember. */
    int length() {
        return 500 + issuer.length() + subject.length() + scope.length() + resource.length();
    }

    private String sub() {
        if (!external) {
            return subject;
        }
        try {
            // an issuer has no line feed in it, so that no two of them are one text
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((accountId + "\n" + issuer + "\n" + subject).getBytes(StandardCharsets.UTF_8));
            return FOREIGN + Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
