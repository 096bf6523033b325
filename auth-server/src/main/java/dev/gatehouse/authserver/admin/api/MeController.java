package dev.gatehouse.authserver.admin.api;

import dev.gatehouse.authserver.admin.InstallationView;
import dev.gatehouse.authserver.admin.Installations;
import dev.gatehouse.authserver.admin.InvalidValue;
import dev.gatehouse.authserver.admin.OwnAccess;
import dev.gatehouse.authserver.admin.OwnProfile;
import dev.gatehouse.authserver.admin.Page;
import dev.gatehouse.authserver.admin.PageRequest;
import dev.gatehouse.authserver.admin.PasswordChange;
import dev.gatehouse.authserver.limit.ClientAddress;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /me}: what everybody may see and change of themselves. */
@RestController
final class MeController {

    private static final String ME = "/api/v1/me";
    private static final String AUTHORIZATIONS = ME + "/authorizations";

    private final OwnProfile profile;
    private final OwnAccess access;
    private final PasswordChange password;
    private final Installations installations;

    MeController(OwnProfile profile, OwnAccess access, PasswordChange password, Installations installations) {
        this.profile = profile;
        this.access = access;
        this.password = password;
        this.installations = installations;
    }

    @GetMapping(ME)
    @Requires(AdminAction.ME_READ)
    OwnProfile.Me me(AdminActor actor) {
        return profile.get(actor);
    }

    @GetMapping(ME + "/servers")
    @Requires(AdminAction.ME_READ)
    Page<OwnAccess.Server> servers(
            AdminActor actor,
            @RequestParam(name = "limit", required = false) @Nullable String limit,
            @RequestParam(name = "cursor", required = false) @Nullable String cursor) {
        return access.servers(actor, cursor, PageRequest.parse(limit, null).limit());
    }

    @GetMapping(ME + "/integrations")
    @Requires(AdminAction.ME_READ)
    Page<OwnAccess.Integration> integrations(AdminActor actor, PageRequest page) {
        return access.integrations(actor, page);
    }

    @PutMapping(ME + "/password")
    @Requires(AdminAction.ME_CHANGE)
    ResponseEntity<Void> changePassword(
            AdminActor actor, JsonFields body, HttpServletRequest request, HttpServletResponse response) {
        body.only("currentPassword", "newPassword");
        PasswordChange.Outcome outcome = password.change(
                actor.userId(),
                ClientAddress.of(request),
                body.requiredText("currentPassword"),
                body.requiredText("newPassword"));
        if (outcome instanceof PasswordChange.Outcome.Unfit unfit) {
            throw new InvalidValue(unfit.sentence());
        }
        if (outcome instanceof PasswordChange.Outcome.WrongPassword) {
            throw new InvalidValue("`currentPassword` is wrong");
        }
        if (outcome instanceof PasswordChange.Outcome.Throttled throttled) {
            long seconds = Math.max(1, throttled.retryAfter().plusMillis(999).toSeconds());
            response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
            throw ApiFault.tooMany("too many passwords were wrong");
        }
        if (outcome instanceof PasswordChange.Outcome.Busy) {
            response.setHeader(HttpHeaders.RETRY_AFTER, "5");
            throw ApiFault.busy("passwords cannot be checked at this moment");
        }
        return ResponseEntity.noContent().build();
    }

    @GetMapping(AUTHORIZATIONS)
    @Requires(AdminAction.ME_READ)
    Page<InstallationView> authorizations(AdminActor actor, PageRequest page) {
        return installations.listOwn(actor, page);
    }

    @DeleteMapping(AUTHORIZATIONS)
    @Requires(AdminAction.ME_CHANGE)
    ResponseEntity<Void> endAll(AdminActor actor) {
        installations.endAllOwn(actor);
        return ResponseEntity.noContent().build();
    }

    @DeleteMapping(AUTHORIZATIONS + "/{id}")
    @Requires(AdminAction.ME_CHANGE)
    ResponseEntity<Void> end(AdminActor actor, @PathVariable String id) {
        installations.endOwn(actor, PathIds.of(id));
        return ResponseEntity.noContent().build();
    }
}
