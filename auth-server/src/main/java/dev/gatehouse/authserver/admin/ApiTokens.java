package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.apitoken.ApiTokenPrefix;
import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.apitoken.ApiTokenRepository;
import dev.gatehouse.db.apitoken.ApiTokenRow;
import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.change.ChangeFeed;
import dev.gatehouse.db.change.ChangeType;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.admin.AdminFact;
import dev.gatehouse.policy.admin.AdminTarget;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * API tokens of an account. Whoever makes one makes it for themselves: it never reaches further than they do on the day of
 * its use. Every token of the account is seen, and may be revoked, by whoever manages tokens.
 */
@Service
public final class ApiTokens {

    private static final UUID BEFORE_ALL = new UUID(0, 0);
    private static final Duration LONGEST = Duration.ofDays(90);
    private static final int MAX_LIVE = 50;

    private final Transactions transactions;
    private final AccountServers accountServers;
    private final ApiTokenRepository tokens;
    private final ActorStanding standing;
    private final Secrets secrets;
    private final ChangeFeed feed;
    private final AdminAudit audit;
    private final Clock clock;

    ApiTokens(
            Transactions transactions,
            AccountServers accountServers,
            ApiTokenRepository tokens,
            ActorStanding standing,
            Secrets secrets,
            ChangeFeed feed,
            AdminAudit audit,
            Clock clock) {
        this.transactions = transactions;
        this.accountServers = accountServers;
        this.tokens = tokens;
        this.standing = standing;
        this.secrets = secrets;
        this.feed = feed;
        this.audit = audit;
        this.clock = clock;
    }

    /** The live tokens of the account, by id, without their values. */
    public Page<Token> list(AdminActor actor, PageRequest page) {
        AdminChecks.require(actor, AdminAction.TOKEN_READ, AdminTarget.of(actor.accountId()));
        UUID after = Objects.requireNonNullElse(page.after(), BEFORE_ALL);
        return Page.of(
                tokens.findLiveOfAccount(actor.accountId(), after, page.readAhead()), page, ApiTokenRow::id, Token::of);
    }

    /** Makes one for the actor. Nobody can read its value later. */
    public Created create(AdminActor actor, NewApiToken wanted) {
        AdminChecks.requireAttempt(actor, AdminAction.TOKEN_CREATE);
        String name = Values.name(wanted.name());
        UUID serverId = wanted.serverId();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant expiresAt = expiry(wanted.expiry(), now);
        String value = secrets.generate(serverId == null ? ApiTokenPrefix.ADMIN : ApiTokenPrefix.SERVER);
        return transactions.run(() -> {
            // locks the membership: somebody who is disabled at this moment leaves no token behind
            int live = tokens.countAndLock(actor.accountId(), actor.userId());
            standing.require(actor);
            if (serverId != null) {
                accountServers.lock(actor, AdminAction.TOKEN_CREATE, serverId);
            }
            AdminChecks.require(
                    actor,
                    AdminAction.TOKEN_CREATE,
                    AdminTarget.of(actor.accountId()).with(AdminFact.TOKEN_ROOM, live < MAX_LIVE));
            ApiTokenRow row = new ApiTokenRow(
                    UUID.randomUUID(), actor.accountId(), actor.userId(), serverId, name, now, expiresAt);
            tokens.insert(row, Secrets.digest(value));
            audit.changed(actor, AuditAction.API_TOKEN_CREATED, subject(row), null, Token.of(row));
            return new Created(Token.of(row), value);
        });
    }

    /** Revokes one, at once; at the gateways within a second. */
    public void revoke(AdminActor actor, UUID tokenId) {
        transactions.run(() -> {
            ApiTokenRow row =
                    AdminChecks.found(actor, AdminAction.TOKEN_REVOKE, tokens.revoke(actor.accountId(), tokenId));
            ended(actor, row);
        });
    }

    /** Revokes those of a person, for good, in the transaction that disables them in the account or takes them out of it. */
    void endAll(AdminActor actor, UUID userId) {
        tokens.findLiveOfUser(actor.accountId(), userId).stream()
                .flatMap(row -> tokens.revoke(actor.accountId(), row.id()).stream())
                .forEach(row -> ended(actor, row));
    }

    private void ended(AdminActor actor, ApiTokenRow row) {
        if (row.serverId() != null) {
            feed.append(ChangeType.TOKEN, row.id().toString(), "REVOKED_BY_ADMIN");
        }
        audit.changed(actor, AuditAction.API_TOKEN_REVOKED, subject(row), Token.of(row), null);
    }

    private static AdminAudit.Subject subject(ApiTokenRow row) {
        return AdminAudit.Subject.token(row.id(), row.serverId());
    }

    private static Instant expiry(NewApiToken.Expiry expiry, Instant now) {
        Instant end = expiry instanceof NewApiToken.Expiry.At at
                ? at.moment()
                : now.plus(((NewApiToken.Expiry.After) expiry).lifetime());
        if (!end.isAfter(now) || end.isAfter(now.plus(LONGEST))) {
            throw new InvalidValue(
                    "a token must end in the future, and at most " + LONGEST.toDays() + " days from now");
        }
        return end.truncatedTo(ChronoUnit.MICROS);
    }

    /**
     * A token without its value.
     *
     * @param serverId the server that it is for; null for an admin API token
     * @param scope {@code admin} for an admin API token, or null
     * @param userId whose powers it has
     */
    public record Token(
            UUID id,
            String name,
            @Nullable UUID serverId,
            @Nullable String scope,
            UUID userId,
            Instant createdAt,
            Instant expiresAt,
            @Nullable Instant lastUsedAt) {

        private static Token of(ApiTokenRow row) {
            return new Token(
                    row.id(),
                    row.name(),
                    row.serverId(),
                    row.serverId() == null ? "admin" : null,
                    row.userId(),
                    row.createdAt(),
                    row.expiresAt(),
                    row.lastUsedAt());
        }
    }

    /**
     * A new token.
     *
     * @param value the token itself, shown this once
     */
    public record Created(Token token, String value) {

        /** Does not print the value. */
        @Override
        public String toString() {
            return "Created[" + token.id() + "]";
        }
    }
}
