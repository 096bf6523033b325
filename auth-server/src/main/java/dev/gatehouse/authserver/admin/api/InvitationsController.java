package dev.gatehouse.authserver.admin.api;

import dev.gatehouse.authserver.admin.InvalidValue;
import dev.gatehouse.authserver.admin.InvitationRequest;
import dev.gatehouse.authserver.admin.InvitationView;
import dev.gatehouse.authserver.admin.Invitations;
import dev.gatehouse.authserver.admin.NewInvitations;
import dev.gatehouse.authserver.admin.Page;
import dev.gatehouse.authserver.admin.PageRequest;
import dev.gatehouse.db.invitation.InvitationStatus;
import dev.gatehouse.policy.account.IntegrationLevel;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /invitations}. */
@RestController
final class InvitationsController {

    private static final String INVITATIONS = "/api/v1/invitations";
    private static final String INVITATION = INVITATIONS + "/{id}";
    private static final Set<String> FILTERS = Set.of("status");

    private final Invitations invitations;
    private final NewInvitations newInvitations;

    InvitationsController(Invitations invitations, NewInvitations newInvitations) {
        this.invitations = invitations;
        this.newInvitations = newInvitations;
    }

    @GetMapping(INVITATIONS)
    @Requires(AdminAction.INVITATION_READ)
    Page<InvitationView> list(AdminActor actor, PageRequest page, HttpServletRequest request) {
        QueryParameters.requireOnly(request, FILTERS, QueryParameters.PAGE);
        return invitations.list(actor, page, status(request.getParameter("status")));
    }

    @PostMapping(INVITATIONS)
    @Requires(AdminAction.INVITATION_CREATE)
    NewInvitations.Batch invite(AdminActor actor, JsonFields body) {
        body.only(
                "emails",
                "roleId",
                "teamIds",
                "mcpAccess",
                "integrationAccess",
                "ssoRequired",
                "mfaRequired",
                "mayEditRetryData");
        JsonFields access = body.object("mcpAccess");
        return newInvitations.invite(
                actor,
                new InvitationRequest(
                        JsonFields.required("emails", body.textOrTexts("emails")),
                        body.id("roleId"),
                        body.ids("teamIds"),
                        access == null ? null : WantedAccess.of(access.only("mode", "servers")),
                        levels(body.object("integrationAccess")),
                        new InvitationRequest.Rules(
                                Objects.requireNonNullElse(body.bool("ssoRequired"), false),
                                Objects.requireNonNullElse(body.bool("mfaRequired"), false),
                                body.bool("mayEditRetryData"))));
    }

    @GetMapping(INVITATION)
    @Requires(AdminAction.INVITATION_READ)
    InvitationView get(AdminActor actor, @PathVariable String id) {
        return invitations.get(actor, PathIds.of(id));
    }

    @PostMapping(INVITATION + "/resend")
    @Requires(AdminAction.INVITATION_RESEND)
    InvitationView resend(AdminActor actor, @PathVariable String id, IfMatch ifMatch, HttpServletRequest request) {
        UUID invitationId = PathIds.of(id);
        JsonFields body = JsonBody.optional(request).versionAnd();
        return invitations.resend(actor, invitationId, ifMatch.or(body.version()));
    }

    @DeleteMapping(INVITATION)
    @Requires(AdminAction.INVITATION_WITHDRAW)
    ResponseEntity<Void> withdraw(AdminActor actor, @PathVariable String id, IfMatch ifMatch) {
        invitations.withdraw(actor, PathIds.of(id), ifMatch.version());
        return ResponseEntity.noContent().build();
    }

    private static List<InvitationRequest.ChosenLevel> levels(@Nullable JsonFields access) {
        if (access == null) {
            return List.of();
        }
        access.only("integrations");
        return JsonFields.required("integrations", access.objects("integrations")).stream()
                .map(chosen -> chosen.only("id", "level"))
                .map(chosen -> new InvitationRequest.ChosenLevel(
                        chosen.requiredId("id"),
                        chosen.requiredOneOf("level", WantedLevel.class).level()))
                .toList();
    }

    private static @Nullable InvitationStatus status(@Nullable String text) {
        if (text == null) {
            return null;
        }
        return Arrays.stream(InvitationStatus.values())
                .filter(status -> status.name().equals(text))
                .findFirst()
                .orElseThrow(() ->
                        new InvalidValue("`status` must be one of " + Arrays.toString(InvitationStatus.values())));
    }

    /** The levels that can be given on a chosen integration. */
    private enum WantedLevel {
        MONITOR(IntegrationLevel.MONITOR),
        MANAGE(IntegrationLevel.MANAGE);

        private final IntegrationLevel level;

        WantedLevel(IntegrationLevel level) {
            this.level = level;
        }

        IntegrationLevel level() {
            return level;
        }
    }
}
