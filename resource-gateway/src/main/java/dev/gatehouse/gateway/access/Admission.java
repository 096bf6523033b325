package dev.gatehouse.gateway.access;

import dev.gatehouse.gateway.http.Answer;
import dev.gatehouse.gateway.server.ProxiedServer;
import dev.gatehouse.gateway.token.TrustAnchor;

/** What the head of a request leads to, before its token was looked at. */
public sealed interface Admission {

    /** Answered without looking further. */
    record Stop(Answer answer) implements Admission {}

    /**
     * The token is to be verified.
     *
     * @param builtIn the anchor of our own issuer at this moment
     */
    record Verify(ProxiedServer server, TrustAnchor builtIn, String token) implements Admission {
        @Override
        public String toString() {
            return "Verify[" + server.route() + "]";
        }
    }
}
