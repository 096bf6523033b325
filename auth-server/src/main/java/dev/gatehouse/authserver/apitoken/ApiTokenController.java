package dev.gatehouse.authserver.apitoken;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.gatehouse.authserver.http.Outcome;
import dev.gatehouse.authserver.settings.Settings;
import dev.gatehouse.policy.resource.ProtectedResource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What gateways ask about an API token (docs/feed.md), in the words of RFC 7662. */
@RestController
final class ApiTokenController {

    private final ApiTokenCheck check;
    private final Settings settings;

    ApiTokenController(ApiTokenCheck check, Settings settings) {
        this.check = check;
        this.settings = settings;
    }

    @PostMapping("/internal/v1/api-tokens/introspect")
    ResponseEntity<Answer> introspect(
            @RequestParam(name = "token", defaultValue = "") String token,
            @RequestParam(name = "server_id", defaultValue = "") String server,
            @RequestParam(name = "bundle_id", required = false) @Nullable String bundle) {
        ProtectedResource shownTo;
        try {
            shownTo = new ProtectedResource(UUID.fromString(server), bundle == null ? null : UUID.fromString(bundle));
        } catch (IllegalArgumentException e) {
            return ResponseEntity.badRequest().build();
        }
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(answer(check.check(token, shownTo)));
    }

    private Answer answer(ApiTokenOutcome outcome) {
        if (outcome instanceof ApiTokenOutcome.Inactive inactive) {
            Outcome.note(inactive.reason().name());
            return new Answer(false, inactive.reason().name(), null, null, null, null, null, null, null);
        }
        ApiTokenOutcome.Active active = (ApiTokenOutcome.Active) outcome;
        return new Answer(
                true,
                null,
                settings.issuer(),
                active.resource(),
                active.scopes().toString(),
                active.token().expiresAt().getEpochSecond(),
                active.token().id(),
                active.token().userId(),
                active.clientId());
    }

    /**
     * The answer.
     *
     * @param reason why not, for the gateway's log
     * @param id the token's id, under which the feed revokes it
     * @param person whose token it is
     * @param clientId what stands for a client
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Answer(
            boolean active,
            @Nullable String reason,
            @JsonProperty("iss") @Nullable String issuer,
            @JsonProperty("aud") @Nullable String audience,
            @Nullable String scope,
            @JsonProperty("exp") @Nullable Long expiresAt,
            @JsonProperty("jti") @Nullable UUID id,
            @JsonProperty("sub") @Nullable UUID person,
            @JsonProperty("client_id") @Nullable String clientId) {}
}
