package dev.gatehouse.authserver.admin;

import dev.gatehouse.policy.access.Basis;
import dev.gatehouse.policy.access.Decision;
import dev.gatehouse.policy.access.Reason;
import java.util.Arrays;

/** A decision in a sentence, for people. */
final class DecisionSentences {

    private DecisionSentences() {}

    static String of(Decision decision) {
        return decision instanceof Decision.Allow allow
                ? allowed(allow.basis())
                : refused(((Decision.Deny) decision).reason());
    }

    /** A refusal of a gateway, of whose codes not all are reasons of the access policy. */
    static String ofRefusal(String code) {
        return Arrays.stream(Reason.values())
                .filter(reason -> reason.name().equals(code))
                .findFirst()
                .map(DecisionSentences::refused)
                .orElseGet(() -> atTheGateway(code));
    }

    private static String atTheGateway(String code) {
        return switch (code) {
            case "BODY_INVALID" -> "The body of the request was no JSON-RPC that can be read in one way only.";
            case "BODY_TOO_LARGE" -> "The body of the request was too large.";
            case "BODY_SLOW" -> "The body of the request did not arrive in time.";
            case "HEADER_MISMATCH" -> "The headers of the request say something else than its body.";
            case "METHOD_NOT_ALLOWED" -> "The endpoint has no such HTTP method.";
            case "CONTENT_TYPE" -> "The body of the request was not JSON in UTF-8.";
            case "FEED_STALE" -> "The gateway did not know the latest revocations, which this server waits for.";
            case "ISSUER_UNAVAILABLE" -> "Who issues the tokens for this server could not be asked.";
            case "IDENTITY_UNAVAILABLE" -> "The identity that the server wants to be shown could not be had.";
            case "UPSTREAM_TIMEOUT", "UPSTREAM_FAILED", "UPSTREAM_BUSY" ->
                "It was allowed, but the server behind the gateway did not answer.";
            default ->
                code.startsWith("UPSTREAM_")
                        ? "It was allowed, but the server behind the gateway gave an answer that cannot be passed on."
                        : "The gateway refused it for a reason of its own, which the code names (docs/gateway.md).";
        };
    }

    private static String allowed(Basis basis) {
        return switch (basis) {
            case ROLE -> "The role of this person reaches every server.";
            case ALL_GRANT -> "This person was granted all servers, those of the future included.";
            case SERVER_GRANT -> "This person was granted this server.";
            case TEAM -> "A team of this person is provisioned to the bundle, which carries this server.";
            case CLIENT -> "The client was registered for this server.";
            case EXTERNAL_IDP ->
                "An external identity provider decides alone for this server; roles, grants and teams are not consulted.";
            case TOKEN ->
                "The access token was issued when this person had access; until it expires, what they have now is not"
                        + " consulted.";
        };
    }

    private static String refused(Reason reason) {
        return switch (reason) {
            case SERVER_UNKNOWN -> "There is no such server any more, or the bundle does not carry it.";
            case SERVER_DISABLED -> "The server, or the way to it through the bundle, is switched off for now.";
            case EXTERNAL_IDP_GOVERNS ->
                "An external identity provider decides for this server; nothing is issued for it here.";
            case API_TOKENS_OFF -> "The server accepts no API tokens.";
            case TOKEN_EXPIRED -> "The access token has expired at that moment; the client has to refresh.";
            case TOKEN_INVALID -> "There is no access token: the code was not redeemed.";
            case ISSUER_NOT_TRUSTED ->
                "The access token is ours, and an external identity provider governs the server now.";
            case AUDIENCE_MISMATCH -> "The access token is meant for another server.";
            case TOKEN_REVOKED -> "The access token was revoked, at once.";
            case NOT_A_MEMBER -> "This person is not a member of the account.";
            case INVITATION_PENDING -> "This person has not accepted the invitation yet.";
            case USER_DISABLED -> "This person is switched off in the account.";
            case CLIENT_UNKNOWN -> "There is no such machine client for this server.";
            case CLIENT_DENIED -> "The admins of the account refuse the client.";
            case SSO_REQUIRED -> "This person must sign in through single sign-on.";
            case MFA_REQUIRED -> "This person must show a second factor.";
            case FAMILY_REVOKED ->
                "The authorization was revoked, has run out, or is not at the point where it could be used so; a new"
                        + " sign-in is needed.";
            case RESOURCE_CHANGED -> "The authorization is for another server.";
            case CAPABILITY_MISSING -> "The role of this person does not allow connecting.";
            case NO_GRANT ->
                "Neither the role, nor a grant, nor a team gives this person this server. A team gives it through a bundle"
                        + " alone; `bundleId` asks about that way.";
            case INSUFFICIENT_SCOPE -> "The scopes of the token do not cover this.";
            case FEATURE_BLOCKED -> "The feature policy does not expose the tool.";
            case IDENTITY_REQUIRED -> "The server needs an identity of this person that could not be had.";
            case SHARED_IDENTITY_UNSET -> "The service credential of the server is not set.";
        };
    }
}
