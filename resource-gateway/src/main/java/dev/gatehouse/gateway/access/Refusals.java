package dev.gatehouse.gateway.access;

import dev.gatehouse.gateway.http.Answer;
import dev.gatehouse.gateway.mcp.RpcFault;
import dev.gatehouse.gateway.metadata.BearerChallenge;
import dev.gatehouse.gateway.server.ProxiedServer;
import dev.gatehouse.policy.access.Operation;
import dev.gatehouse.policy.access.Reason;
import dev.gatehouse.policy.scope.Scopes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The wire form of each reason to refuse. */
final class Refusals {

    private final BearerChallenge challenge;

    Refusals(BearerChallenge challenge) {
        this.challenge = challenge;
    }

    /**
     * The answer.
     *
     * @param id the id of the JSON-RPC request as JSON, if there is one: what concerns the message and not the caller is
     *     answered as a JSON-RPC error, with status 200 as by a server that lacks the feature
     */
    Answer answer(Reason reason, ProxiedServer server, Operation operation, @Nullable String id) {
        return switch (reason) {
            case SERVER_UNKNOWN -> unknownServer();
            case SERVER_DISABLED -> unavailable(reason.name());
            case API_TOKENS_OFF,
                    EXTERNAL_IDP_GOVERNS,
                    TOKEN_EXPIRED,
                    TOKEN_INVALID,
                    ISSUER_NOT_TRUSTED,
                    AUDIENCE_MISMATCH,
                    TOKEN_REVOKED -> challenge.invalidToken(server, reason.name());
            case INSUFFICIENT_SCOPE -> challenge.insufficientScope(server, needed(server, operation));
            case FEATURE_BLOCKED ->
                RpcFault.featureBlocked(reason.name(), id).answer(id == null ? 400 : 200, reason.name());
            case IDENTITY_REQUIRED, SHARED_IDENTITY_UNSET ->
                RpcFault.identityNeeded(identityMissing(reason.name()), reason.name(), id)
                        .answer(id == null ? 400 : 200, reason.name());
            // These are about people and clients, whom the gateway does not know; should one come all the same, it is
            // refused.
            case NOT_A_MEMBER,
                    INVITATION_PENDING,
                    USER_DISABLED,
                    SSO_REQUIRED,
                    MFA_REQUIRED,
                    FAMILY_REVOKED,
                    RESOURCE_CHANGED,
                    CLIENT_UNKNOWN,
                    CLIENT_DENIED,
                    CAPABILITY_MISSING,
                    NO_GRANT -> challenge.invalidToken(server, reason.name());
        };
    }

    /** What to do about an identity that could not be had. */
    private static String identityMissing(String reason) {
        return reason.equals(Reason.SHARED_IDENTITY_UNSET.name())
                ? "the credential for this server is not set: an admin must set it (identitySettings.secret)"
                : "who you are cannot be shown to this server: ask an admin of the server for access there";
    }

    /** The same for a request without a body, to which a JSON-RPC error would be no answer. */
    static Answer withoutMessage(Answer refusal) {
        boolean aboutMessage = refusal.reason().equals(Reason.IDENTITY_REQUIRED.name())
                || refusal.reason().equals(Reason.SHARED_IDENTITY_UNSET.name());
        return aboutMessage ? Answer.problem(403, identityMissing(refusal.reason()), refusal.reason()) : refusal;
    }

    static Answer unknownServer() {
        return Answer.problem(404, "no such server", Reason.SERVER_UNKNOWN.name());
    }

    static Answer unavailable(String reason) {
        return Answer.problem(503, "not available at the moment", reason).with("retry-after", "2");
    }

    /** All scopes that the operation needs: clients ask for what is listed, and some for nothing else. */
    private static List<String> needed(ProxiedServer server, Operation operation) {
        return server.external().isPresent()
                ? server.scopesToAsk()
                : List.of(Scopes.of(operation.requiredScope()).toString());
    }
}
