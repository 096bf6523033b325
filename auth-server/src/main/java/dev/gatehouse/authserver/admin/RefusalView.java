package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.audit.AuditRow;
import dev.gatehouse.db.refusal.RefusedDecision;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A refusal of a gateway.
 *
 * @param id the id that the client was shown
 * @param explanation the reason in a sentence for people
 * @param token what kind of token it was: BUILT_IN, EXTERNAL or API_TOKEN
 * @param user the person; null for a machine, for somebody of an external identity provider, and for who has left
 * @param subject whom the token names
 * @param method of HTTP, and {@code rpcMethod} that of JSON-RPC
 * @param scopes that the token had, and {@code needed} all that the operation needs
 */
public record RefusalView(
        UUID id,
        String at,
        String reason,
        String explanation,
        int status,
        RefusedDecision.Named server,
        RefusedDecision.@Nullable Named bundle,
        String token,
        RefusedDecision.@Nullable Person user,
        @Nullable String subject,
        @Nullable String clientId,
        @Nullable String clientName,
        @Nullable String authorizationId,
        String method,
        @Nullable String rpcMethod,
        @Nullable String featureKind,
        @Nullable String featureName,
        List<String> scopes,
        List<String> needed) {

    static RefusalView of(RefusedDecision row) {
        return new RefusalView(
                row.id(),
                AuditRow.time(row.at()),
                row.reason(),
                DecisionSentences.ofRefusal(row.reason()),
                row.status(),
                row.server(),
                row.bundle(),
                row.tokenKind(),
                row.person(),
                row.subject(),
                row.clientId(),
                row.clientName(),
                row.authorizationId(),
                row.method(),
                row.rpcMethod(),
                row.featureKind(),
                row.featureName(),
                row.scopes(),
                row.needed());
    }
}
