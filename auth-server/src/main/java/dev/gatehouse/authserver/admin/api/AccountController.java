package dev.gatehouse.authserver.admin.api;

import dev.gatehouse.authserver.admin.AccountPatch;
import dev.gatehouse.authserver.admin.AccountSettings;
import dev.gatehouse.authserver.admin.Patch;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.server.RevocationMode;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /account}: the one that the caller's token is for. */
@RestController
final class AccountController {

    private static final String ACCOUNT = "/api/v1/account";
    private static final String[] MEMBERS = {
        "id",
        "name",
        "licenseKind",
        "reachPolicy",
        "revocationMode",
        "mfaForPasswordSignIn",
        "nonAdminInvitations",
        "nonAdminSupportAccess",
        "workspaceCreation",
        "managePeopleMayExceedActor",
        "defaultRoleId",
        "defaultTeamId",
        "customRoleLimit",
        "version"
    };

    private final AccountSettings settings;

    AccountController(AccountSettings settings) {
        this.settings = settings;
    }

    @GetMapping(ACCOUNT)
    @Requires(AdminAction.ACCOUNT_READ)
    AccountSettings.Settings get(AdminActor actor) {
        return settings.get(actor);
    }

    @PatchMapping(ACCOUNT)
    @Requires(AdminAction.ACCOUNT_CHANGE)
    AccountSettings.Settings change(AdminActor actor, IfMatch ifMatch, JsonFields body) {
        body.only(MEMBERS);
        return settings.change(actor, patch(body), ifMatch.or(body.version()));
    }

    private static AccountPatch patch(JsonFields body) {
        Patch<JsonFields> reach = body.patchObject("reachPolicy");
        JsonFields policy = reach.present() ? JsonFields.required("reachPolicy", reach.value()) : JsonFields.NONE;
        policy.only("directGrants", "teamGrants");
        return new AccountPatch(
                new AccountPatch.ReadOnly(
                        body.patchId("id"), body.patchText("licenseKind"), body.patchWholeNumber("customRoleLimit")),
                body.patchText("name"),
                policy.patchBool("directGrants"),
                policy.patchBool("teamGrants"),
                body.patchOneOf("revocationMode", RevocationMode.class),
                body.patchBool("mfaForPasswordSignIn"),
                body.patchBool("nonAdminInvitations"),
                body.patchBool("nonAdminSupportAccess"),
                body.patchBool("workspaceCreation"),
                body.patchBool("managePeopleMayExceedActor"),
                body.patchId("defaultRoleId"),
                body.patchId("defaultTeamId"));
    }
}
