package dev.gatehouse.authserver.apitoken;

import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.settings.Settings;
import dev.gatehouse.db.access.AccessSnapshot;
import dev.gatehouse.db.access.AccessSnapshots;
import dev.gatehouse.db.apitoken.ApiTokenRepository;
import dev.gatehouse.db.apitoken.ApiTokenRow;
import dev.gatehouse.policy.access.AccessPolicy;
import dev.gatehouse.policy.access.Action;
import dev.gatehouse.policy.access.Decision;
import dev.gatehouse.policy.access.Facts.TokenFacts;
import dev.gatehouse.policy.access.Reason;
import dev.gatehouse.policy.resource.ProtectedResource;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/**
 * Whether an API token is good for a server now. The gateway and the introspection endpoint both ask here, and here the
 * decision is that of {@link AccessPolicy}.
 */
@Component
public final class ApiTokenCheck {

    private static final Pattern SYNTAX = Pattern.compile(ApiTokenPrefix.SERVER + "[A-Za-z0-9_-]{43}");

    private final ApiTokenRepository tokens;
    private final AccessSnapshots snapshots;
    private final Settings settings;

    ApiTokenCheck(ApiTokenRepository tokens, AccessSnapshots snapshots, Settings settings) {
        this.tokens = tokens;
        this.snapshots = snapshots;
        this.settings = settings;
    }

    /** Whether a text has the shape of an API token for a server; no other token has. */
    public static boolean hasShape(String token) {
        return SYNTAX.matcher(token).matches();
    }

    /**
     * Decides, and notes the use of one that is good. A token for a server is one for the server through any bundle, too: what
     * it opens is its person's reach there.
     */
    public ApiTokenOutcome check(String token, ProtectedResource shownTo) {
        Optional<ApiTokenRow> found = hasShape(token) ? tokens.find(Secrets.digest(token)) : Optional.empty();
        if (found.isEmpty()) {
            return new ApiTokenOutcome.Inactive(Reason.TOKEN_INVALID);
        }
        ApiTokenRow row = found.get();
        Optional<AccessSnapshot> snapshot = snapshots.find(row.userId(), shownTo);
        if (snapshot.isEmpty()) {
            return new ApiTokenOutcome.Inactive(Reason.SERVER_UNKNOWN);
        }
        String resource = snapshot.get().server().resource();
        String audience = shownTo.serverId().equals(row.serverId()) ? resource : "";
        Decision decision = AccessPolicy.decide(
                snapshot.get().subject(),
                snapshot.get().server(),
                Action.INTROSPECT,
                snapshot.get().facts(settings.issuer(), facts(row, audience)));
        if (decision instanceof Decision.Deny deny) {
            return new ApiTokenOutcome.Inactive(deny.reason());
        }
        tokens.touch(row);
        return new ApiTokenOutcome.Active(row, resource, ((Decision.Allow) decision).scopes());
    }

    private TokenFacts facts(ApiTokenRow row, String audience) {
        return new TokenFacts(
                TokenFacts.Kind.API_TOKEN,
                true,
                settings.issuer(),
                Set.of(audience),
                row.expiresAt(),
                Set.of(),
                row.revokedAt() != null);
    }
}
