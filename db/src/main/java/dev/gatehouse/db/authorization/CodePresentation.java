package dev.gatehouse.db.authorization;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A genuine authorization code, presented at the token endpoint.
 *
 * @param codeChallenge the S256 challenge computed from the verifier that came with it
 * @param redirectUri what came with it; null when nothing came
 * @param resource the canonical resource that came with it; null when none came
 * @param proved whether the client authenticated by a secret or a key
 */
public record CodePresentation(
        UUID authorizationId,
        String clientId,
        String codeChallenge,
        @Nullable String redirectUri,
        @Nullable String resource,
        boolean proved) {

    /** Presented by a public client. */
    public CodePresentation(
            UUID authorizationId,
            String clientId,
            String codeChallenge,
            @Nullable String redirectUri,
            @Nullable String resource) {
        this(authorizationId, clientId, codeChallenge, redirectUri, resource, false);
    }
}
