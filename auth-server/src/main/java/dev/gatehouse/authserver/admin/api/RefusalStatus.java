package dev.gatehouse.authserver.admin.api;

import dev.gatehouse.policy.admin.AdminReason;
import org.springframework.http.HttpStatus;

/** How a refusal is told: its status, and a sentence for people. */
final class RefusalStatus {

    private RefusalStatus() {}

    static HttpStatus of(AdminReason reason) {
        return switch (reason) {
            case NOT_FOUND -> HttpStatus.NOT_FOUND;
            case ACTOR_NOT_ACTIVE -> HttpStatus.UNAUTHORIZED;
            case CAPABILITY_MISSING, TARGET_IS_OWNER, PRIVILEGE_EXCEEDS_ACTOR -> HttpStatus.FORBIDDEN;
            case ROLE_COVERS,
                    SLUG_TAKEN,
                    RESOURCE_TAKEN,
                    FACTOR_NOT_AVAILABLE,
                    TARGET_IS_ADMIN_NOT_REMOVABLE,
                    ALL_GRANT_COVERS,
                    IDP_EXTERNAL,
                    IDP_IN_USE,
                    CREDENTIAL_LIMIT,
                    LIMIT_REACHED,
                    TOKEN_LIMIT,
                    CLIENT_NOT_REGISTERED_HERE,
                    CLIENT_HAS_NO_SECRET,
                    ROLE_LOCKED,
                    ROLE_IN_USE,
                    ROLE_SYSTEM,
                    ROLE_LIMIT,
                    MEMBER_ELSEWHERE,
                    NOT_JOINED,
                    STALE_VERSION,
                    LAST_SUPER_ADMIN,
                    NOT_ELIGIBLE,
                    DIRECT_GRANTS_OFF,
                    NAME_TAKEN,
                    ASSIGNMENT_EXISTS,
                    MAIL_NOT_AVAILABLE,
                    INVITATION_CLOSED,
                    TRANSFER_OPEN,
                    TRANSFER_CLOSED -> HttpStatus.CONFLICT;
        };
    }

    static String detail(AdminReason reason) {
        return switch (reason) {
            case NOT_FOUND -> "there is no such thing in this account, or a person is not active in it";
            case ACTOR_NOT_ACTIVE -> "the token's user is not an active member of the account";
            case CAPABILITY_MISSING -> "the token's user has no role that allows this, or no team that reaches this";
            case TARGET_IS_OWNER -> "this cannot be done to the owner of the account";
            case PRIVILEGE_EXCEEDS_ACTOR -> "nobody can hand out what they do not have, nor ownership";
            case ROLE_COVERS -> "the person reaches every server by role";
            case SLUG_TAKEN -> "the slug belongs, or belonged, to another";
            case RESOURCE_TAKEN -> "the resource identifier belongs, or belonged, to a server";
            case FACTOR_NOT_AVAILABLE -> "there is no such factor to require yet";
            case TARGET_IS_ADMIN_NOT_REMOVABLE -> "the person has access by role; change the role first";
            case ALL_GRANT_COVERS ->
                "the person has access to all servers; a DELETE with `?convert=selected` turns it into a list of all others";
            case IDP_EXTERNAL -> "an external identity provider decides who may use this server";
            case IDP_IN_USE -> "a server is bound to this identity provider";
            case CREDENTIAL_LIMIT -> "two credentials may live; delete one first";
            case LIMIT_REACHED ->
                "the account has as many of these as it may have; delete one first, or wait: the bound on invitations"
                        + " is that of a day, and one is sent again after a minute";
            case TOKEN_LIMIT -> "you have as many live API tokens as one may have; revoke one first";
            case CLIENT_NOT_REGISTERED_HERE ->
                "the account did not register this client; disable it, or sign its installations out";
            case CLIENT_HAS_NO_SECRET -> "this client does not authenticate by a secret";
            case ROLE_LOCKED -> "the capabilities of this role never change";
            case ROLE_IN_USE -> "somebody holds this role, newcomers get it, or it is promised to the owner";
            case ROLE_SYSTEM -> "built-in roles cannot be deleted";
            case ROLE_LIMIT -> "the account has as many roles of its own as it may have";
            case MEMBER_ELSEWHERE -> "the person is in another account, too; they change this themselves";
            case NOT_JOINED -> "the person has not joined the account, which nobody can do for them";
            case STALE_VERSION -> "it was changed since it was read; read it again";
            case LAST_SUPER_ADMIN -> "the last active holder of this role cannot go";
            case NOT_ELIGIBLE -> "the person cannot accept this invitation";
            case DIRECT_GRANTS_OFF -> "this account gives access by teams only";
            case NAME_TAKEN -> "another of its kind has this name";
            case ASSIGNMENT_EXISTS -> "the bundle carries this server already";
            case MAIL_NOT_AVAILABLE -> "no mail can be sent: the operator has to set GATEHOUSE_SMTP_HOST";
            case INVITATION_CLOSED -> "the invitation was accepted or withdrawn";
            case TRANSFER_OPEN -> "the account was offered to somebody who has not answered yet; take that back first";
            case TRANSFER_CLOSED -> "the offer was answered or taken back";
        };
    }
}
