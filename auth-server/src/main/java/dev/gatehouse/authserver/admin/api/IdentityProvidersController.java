package dev.gatehouse.authserver.admin.api;

import dev.gatehouse.authserver.admin.IdentityProviderSwitch;
import dev.gatehouse.authserver.admin.IdentityProviders;
import dev.gatehouse.authserver.admin.InvalidValue;
import dev.gatehouse.authserver.admin.Page;
import dev.gatehouse.authserver.admin.PageRequest;
import dev.gatehouse.authserver.admin.ProviderPatch;
import dev.gatehouse.authserver.limit.Limit;
import dev.gatehouse.authserver.limit.RateLimits;
import dev.gatehouse.authserver.provider.Preset;
import dev.gatehouse.authserver.provider.Presets;
import dev.gatehouse.authserver.provider.ProviderDoctor;
import dev.gatehouse.db.server.ExternalIdpRow.Validation;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.server.IdentityProvider;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /identity-providers}, and which of them governs a server. */
@RestController
final class IdentityProvidersController {

    private static final String PROVIDERS = "/api/v1/identity-providers";
    private static final String PROVIDER = PROVIDERS + "/{id}";
    private static final String GOVERNING = "/api/v1/servers/{id}/identity-provider";
    private static final String[] MEMBERS = {
        "name",
        "issuer",
        "audience",
        "validation",
        "jwksUri",
        "introspectionUri",
        "clientId",
        "clientSecret",
        "requiredScopes",
        "preset"
    };

    private static final int MAX_TOKEN = 16 * 1024;

    private final IdentityProviders providers;
    private final IdentityProviderSwitch governing;
    private final Presets presets;
    private final RateLimits limits;

    IdentityProvidersController(
            IdentityProviders providers, IdentityProviderSwitch governing, Presets presets, RateLimits limits) {
        this.providers = providers;
        this.governing = governing;
        this.presets = presets;
        this.limits = limits;
    }

    @GetMapping(PROVIDERS)
    @Requires(AdminAction.PROVIDER_READ)
    Page<IdentityProviders.Provider> list(AdminActor actor, PageRequest page) {
        return providers.list(actor, page);
    }

    @PostMapping(PROVIDERS)
    @Requires(AdminAction.PROVIDER_CREATE)
    ResponseEntity<IdentityProviders.Provider> create(AdminActor actor, JsonFields body, HttpServletResponse response) {
        body.only(MEMBERS);
        body.requiredText("name");
        body.requiredText("issuer");
        body.requiredText("audience");
        IdentityProviders.Provider created = providers.create(actor, patch(body), () -> count(actor, response));
        return Created.at(PROVIDERS, created.id(), created);
    }

    @GetMapping(PROVIDERS + "/presets")
    @Requires(AdminAction.PROVIDER_READ)
    Page<Presets.Words> presets(AdminActor actor) {
        return new Page<>(presets.all(), null);
    }

    @PostMapping(PROVIDER + "/check")
    @Requires(AdminAction.PROVIDER_CHECK)
    ProviderDoctor.Report check(
            AdminActor actor, @PathVariable String id, HttpServletRequest request, HttpServletResponse response) {
        UUID providerId = PathIds.of(id);
        JsonFields body = JsonBody.optional(request).only("token");
        String token = body.text("token");
        if (token != null && (token.isEmpty() || token.length() > MAX_TOKEN)) {
            throw new InvalidValue("`token` must have 1 to " + MAX_TOKEN + " characters");
        }
        providers.get(actor, providerId);
        count(actor, response);
        return providers.check(actor, providerId, token);
    }

    /** What makes us ask elsewhere is bounded for each account. */
    private void count(AdminActor actor, HttpServletResponse response) {
        Optional<Duration> wait =
                limits.take(Limit.PROVIDER_CHECK, actor.accountId().toString());
        if (wait.isPresent()) {
            long seconds = Math.max(1, wait.get().plusMillis(999).toSeconds());
            response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
            throw ApiFault.tooMany("identity providers were asked too often");
        }
    }

    @GetMapping(PROVIDER)
    @Requires(AdminAction.PROVIDER_READ)
    IdentityProviders.Provider get(AdminActor actor, @PathVariable String id) {
        return providers.get(actor, PathIds.of(id));
    }

    @PatchMapping(PROVIDER)
    @Requires(AdminAction.PROVIDER_CHANGE)
    IdentityProviders.Provider change(AdminActor actor, @PathVariable String id, IfMatch ifMatch, JsonFields body) {
        UUID providerId = PathIds.of(id);
        body.versionAnd(MEMBERS);
        return providers.change(actor, providerId, patch(body), ifMatch.or(body.version()));
    }

    @DeleteMapping(PROVIDER)
    @Requires(AdminAction.PROVIDER_DELETE)
    ResponseEntity<Void> delete(AdminActor actor, @PathVariable String id, IfMatch ifMatch) {
        providers.delete(actor, PathIds.of(id), ifMatch.version());
        return ResponseEntity.noContent().build();
    }

    @GetMapping(GOVERNING)
    @Requires(AdminAction.PROVIDER_READ)
    IdentityProviderSwitch.Governing governing(AdminActor actor, @PathVariable String id) {
        return governing.get(actor, PathIds.of(id));
    }

    @PutMapping(GOVERNING)
    @Requires(AdminAction.PROVIDER_SWITCH)
    IdentityProviderSwitch.Governing switchTo(
            AdminActor actor, @PathVariable String id, IfMatch ifMatch, JsonFields body) {
        UUID serverId = PathIds.of(id);
        return governing.switchTo(actor, serverId, wanted(body), ifMatch.or(body.version()));
    }

    @PostMapping(GOVERNING + "/preview")
    @Requires(AdminAction.PROVIDER_SWITCH)
    IdentityProviderSwitch.Preview preview(AdminActor actor, @PathVariable String id, JsonFields body) {
        return governing.preview(actor, PathIds.of(id), wanted(body));
    }

    private static IdentityProviderSwitch.Wanted wanted(JsonFields body) {
        body.only("type", "externalIdpId", "version");
        return new IdentityProviderSwitch.Wanted(
                body.requiredOneOf("type", IdentityProvider.Type.class), body.id("externalIdpId"));
    }

    private static ProviderPatch patch(JsonFields body) {
        return new ProviderPatch(
                body.patchText("name"),
                body.patchText("issuer"),
                body.patchText("audience"),
                body.patchOneOf("validation", Validation.class),
                body.patchText("jwksUri"),
                body.patchText("introspectionUri"),
                body.patchText("clientId"),
                body.patchText("clientSecret"),
                body.patchTexts("requiredScopes"),
                body.patchOneOf("preset", Preset.class));
    }
}
