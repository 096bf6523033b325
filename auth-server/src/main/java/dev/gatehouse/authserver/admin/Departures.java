package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.audit.AuditEvent;
import dev.gatehouse.db.authorization.AccountAuthorizations;
import dev.gatehouse.db.authorization.AccountAuthorizations.Ending;
import dev.gatehouse.db.authorization.FamilyRevocations;
import dev.gatehouse.db.authorization.RevocationReason;
import dev.gatehouse.db.invitation.InvitationRepository;
import dev.gatehouse.policy.admin.AdminActor;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Ends what somebody holds who is disabled in the account or taken out of it (decision O7): their authorizations, those
 * included that the loss of reach ended within the last hour and whose access tokens are still out, their API tokens, an
 * offer of the account that waits for them, and the links of invitations that they answer for. All of it is refused at once,
 * and none of it comes back.
 */
@Component
final class Departures {

    private final AccountAuthorizations authorizations;
    private final FamilyRevocations families;
    private final ApiTokens apiTokens;
    private final OwnershipOffers offers;
    private final InvitationRepository invitations;

    Departures(
            AccountAuthorizations authorizations,
            FamilyRevocations families,
            ApiTokens apiTokens,
            OwnershipOffers offers,
            InvitationRepository invitations) {
        this.authorizations = authorizations;
        this.families = families;
        this.apiTokens = apiTokens;
        this.offers = offers;
        this.invitations = invitations;
    }

    /** Runs within {@code ReachChanges}, with the membership locked, so that an approval that is under way is seen. */
    void endAll(AdminActor actor, UUID userId, RevocationReason reason) {
        String name = AuditEvent.user(actor.userId());
        for (Ending ending : authorizations.endable(actor.accountId(), userId)) {
            families.endAtOnce(ending.id(), ending.clientId(), reason, name);
        }
        apiTokens.endAll(actor, userId);
        offers.cancelTo(actor, userId);
        invitations.killLinksOf(actor.accountId(), userId);
    }
}
