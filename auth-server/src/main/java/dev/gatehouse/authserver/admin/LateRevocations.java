package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.authorization.FamilyRevocations;
import dev.gatehouse.db.authorization.ServerAuthorizations;
import dev.gatehouse.db.change.ChangeFeed;
import dev.gatehouse.db.change.ChangeType;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * What a server that becomes {@code IMMEDIATE} must catch up on: access tokens of authorizations that were revoked within
 * 61 minutes, while they were still allowed to live on.
 */
@Component
final class LateRevocations {

    private final ServerAuthorizations authorizations;
    private final FamilyRevocations families;
    private final ChangeFeed feed;

    LateRevocations(ServerAuthorizations authorizations, FamilyRevocations families, ChangeFeed feed) {
        this.authorizations = authorizations;
        this.families = families;
        this.feed = feed;
    }

    /**
     * Appends the entries. The live authorizations are locked first: a revocation under way, which still saw the old mode,
     * is waited for and caught here; a later one waits for us and sees the new mode.
     */
    void append(UUID serverId) {
        families.lockLiveOfServer(serverId);
        append(authorizations.revokedLately(serverId));
    }

    /** The same for every server that has the account's mode. */
    void appendUnderModeOf(UUID accountId) {
        families.lockLiveOfAccount(accountId);
        append(authorizations.revokedLatelyUnderModeOf(accountId));
    }

    private void append(List<ServerAuthorizations.Ended> revoked) {
        for (ServerAuthorizations.Ended ended : revoked) {
            feed.append(ChangeType.AUTHORIZATION, ended.id().toString(), ended.reason());
        }
    }
}
