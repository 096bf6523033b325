package dev.gatehouse.authserver.admin.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.gatehouse.authserver.admin.ApiTokens;
import dev.gatehouse.authserver.admin.InvalidValue;
import dev.gatehouse.authserver.admin.NewApiToken;
import dev.gatehouse.authserver.admin.Page;
import dev.gatehouse.authserver.admin.PageRequest;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api-tokens}. */
@RestController
final class ApiTokensController {

    private static final String TOKENS = "/api/v1/api-tokens";
    private static final long DEFAULT_DAYS = 90;

    private final ApiTokens tokens;

    ApiTokensController(ApiTokens tokens) {
        this.tokens = tokens;
    }

    @GetMapping(TOKENS)
    @Requires(AdminAction.TOKEN_READ)
    Page<ApiTokens.Token> list(AdminActor actor, PageRequest page) {
        return tokens.list(actor, page);
    }

    @PostMapping(TOKENS)
    @Requires(AdminAction.TOKEN_CREATE)
    ResponseEntity<NewToken> create(AdminActor actor, JsonFields body) {
        body.only("name", "serverId", "scope", "expiresAt", "expiresInDays");
        NewApiToken wanted = new NewApiToken(body.requiredText("name"), server(body), expiry(body));
        ApiTokens.Created created = tokens.create(actor, wanted);
        return Created.at(TOKENS, created.token().id(), new NewToken(created.token(), created.value()));
    }

    @DeleteMapping(TOKENS + "/{id}")
    @Requires(AdminAction.TOKEN_REVOKE)
    ResponseEntity<Void> revoke(AdminActor actor, @PathVariable String id) {
        tokens.revoke(actor, PathIds.of(id));
        return ResponseEntity.noContent().build();
    }

    /** What a token is for is said, never guessed: one server, or {@code "scope":"admin"}. */
    private static @org.jspecify.annotations.Nullable UUID server(JsonFields body) {
        UUID serverId = body.id("serverId");
        String scope = body.text("scope");
        if (scope != null && !scope.equals("admin")) {
            throw new InvalidValue("`scope` can be `admin` only; a token for a server has `serverId`");
        }
        if ((serverId == null) == (scope == null)) {
            throw new InvalidValue("a token has either `serverId` or `\"scope\":\"admin\"`");
        }
        return serverId;
    }

    private static NewApiToken.Expiry expiry(JsonFields body) {
        String moment = body.text("expiresAt");
        Long days = body.wholeNumber("expiresInDays");
        if (moment != null && days != null) {
            throw new InvalidValue("either `expiresAt` or `expiresInDays`");
        }
        if (moment != null) {
            return new NewApiToken.Expiry.At(instant(moment));
        }
        long wanted = days == null ? DEFAULT_DAYS : days;
        if (wanted < 1 || wanted > DEFAULT_DAYS) {
            throw new InvalidValue("`expiresInDays` must be a number from 1 to " + DEFAULT_DAYS);
        }
        return new NewApiToken.Expiry.After(Duration.ofDays(wanted));
    }

    private static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new InvalidValue("`expiresAt` must be a time as in RFC 3339");
        }
    }

    /** The answer to a POST: the token as in the list, and its value, this once. */
    record NewToken(@JsonUnwrapped ApiTokens.Token details, String token) {
        @Override
        public String toString() {
            return "NewToken[" + details.id() + "]";
        }
    }
}
