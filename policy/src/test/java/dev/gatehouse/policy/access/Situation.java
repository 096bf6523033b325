package dev.gatehouse.policy.access;

import dev.gatehouse.policy.access.Facts.AuthorizationFacts;
import dev.gatehouse.policy.access.Facts.SessionFacts;
import dev.gatehouse.policy.access.Facts.TokenFacts;
import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.account.IntegrationLevel;
import dev.gatehouse.policy.account.Membership;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.Role;
import dev.gatehouse.policy.reach.Reach;
import dev.gatehouse.policy.reach.ReachSource;
import dev.gatehouse.policy.scope.Scopes;
import dev.gatehouse.policy.server.ApiTokenMode;
import dev.gatehouse.policy.server.FeatureKind;
import dev.gatehouse.policy.server.FeaturePolicy;
import dev.gatehouse.policy.server.IdentityProvider;
import dev.gatehouse.policy.server.IdentityScheme;
import dev.gatehouse.policy.server.RevocationMode;
import dev.gatehouse.policy.server.ServerView;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** A situation in which everything is allowed, to be spoilt one fault at a time; the tables name the faults. */
final class Situation {

    static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    static final String ISSUER = "https://issuer.test";
    static final String RESOURCE = "https://gateway.test/mcp/search";
    static final String THROUGH_BUNDLE = "https://gateway.test/mcp/engineering/search";

    private static final UUID ACCOUNT = UUID.fromString("00000000-0000-0000-0000-00000000000a");
    private static final UUID SERVER = UUID.fromString("00000000-0000-0000-0000-00000000000b");

    private static final FeaturePolicy NO_TOOLS =
            new FeaturePolicy(Map.of(FeatureKind.TOOL, new FeaturePolicy.Rule(FeaturePolicy.Mode.BLOCK_ALL, Set.of())));

    private final boolean external;

    // the person
    private boolean nobody;
    private UUID memberOf = ACCOUNT;
    private MembershipStatus status = MembershipStatus.ACTIVE;
    private boolean ssoRequired;
    private boolean mfaRequired;
    private Role role =
            new Role(UUID.randomUUID(), null, "Role", Set.of(Capability.MCP_CONNECT), IntegrationLevel.NONE);
    Reach reach = new Reach(ReachSource.SERVER_GRANT, Scopes.ALL);

    // the client that asks for itself
    private boolean machine;
    private UUID machineOf = ACCOUNT;
    private UUID machineFor = SERVER;
    private boolean machineDenied;
    private Scopes machineScopes = Scopes.ALL;

    // the bundle through which the server is reached
    private boolean bundled;
    private boolean carried = true;
    private boolean open = true;
    private FeaturePolicy narrowing = FeaturePolicy.ALLOW_ALL;

    // the server
    private boolean exists = true;
    private boolean enabled = true;
    FeaturePolicy features = FeaturePolicy.ALLOW_ALL;
    private IdentityScheme identityScheme = IdentityScheme.NONE;
    private ApiTokenMode apiTokens = ApiTokenMode.OFF;

    // the facts
    private boolean mfaForPasswordSignIn;
    private boolean tokenThere = true;
    private TokenFacts.Kind kind = TokenFacts.Kind.ACCESS_TOKEN;
    private boolean verified = true;
    private String issuer;
    private Set<String> audience;
    private Instant expiresAt = NOW.plusNanos(1);
    Set<String> tokenScopes;
    private boolean tokenRevoked;
    private boolean authorizationThere = true;
    private boolean authorizationRevoked;
    private UUID authorizationFor = SERVER;
    Scopes requested = Scopes.ALL;
    private SessionFacts session = SessionFacts.PASSWORD;

    Situation(boolean external) {
        this.external = external;
        this.issuer = external ? "https://idp.test" : ISSUER;
        this.audience = Set.of(external ? "https://audience.test" : RESOURCE, "https://also.test");
        this.tokenScopes = external ? Set.of("mcp", "extra", "more") : Set.of("mcp:read");
    }

    /** An API token of ours, shown to a server with this rule. */
    static Situation apiToken(boolean external, ApiTokenMode rule) {
        Situation situation = new Situation(external);
        situation.kind = TokenFacts.Kind.API_TOKEN;
        situation.apiTokens = rule;
        situation.issuer = ISSUER;
        situation.audience = Set.of(RESOURCE);
        situation.tokenScopes = Set.of("mcp:read");
        return situation;
    }

    /** A server as a bundle carries it. */
    static Situation bundle() {
        Situation situation = new Situation(false);
        situation.bundled = true;
        situation.audience = Set.of(THROUGH_BUNDLE);
        return situation;
    }

    /** A client that asks for itself. */
    static Situation machine(boolean external) {
        Situation situation = new Situation(external);
        situation.machine = true;
        return situation;
    }

    Decision decide(Action action, RevocationMode mode) {
        return AccessPolicy.decide(subject(), server(), action, facts(mode));
    }

    Explanation explain(Action action, RevocationMode mode) {
        return AccessPolicy.explain(subject(), server(), action, facts(mode));
    }

    private ServerView server() {
        IdentityProvider provider = external
                ? new IdentityProvider.External("https://idp.test", "https://audience.test", Set.of("mcp", "extra"))
                : new IdentityProvider.BuiltIn();
        ServerView server = new ServerView(
                SERVER, ACCOUNT, exists, enabled, provider, RESOURCE, features, identityScheme, apiTokens);
        return bundled ? server.through(carried, open, THROUGH_BUNDLE, narrowing) : server;
    }

    private Subject subject() {
        if (nobody) {
            return Subject.NOBODY;
        }
        if (machine) {
            return Subject.machine(new Subject.Machine(machineOf, machineFor, machineDenied), machineScopes);
        }
        return Subject.person(
                new Membership(UUID.randomUUID(), UUID.randomUUID(), memberOf, status, ssoRequired, mfaRequired),
                role,
                reach);
    }

    private Facts facts(RevocationMode mode) {
        return new Facts(
                NOW,
                ISSUER,
                mode,
                mfaForPasswordSignIn,
                tokenThere
                        ? new TokenFacts(kind, verified, issuer, audience, expiresAt, tokenScopes, tokenRevoked)
                        : null,
                authorizationThere ? new AuthorizationFacts(authorizationRevoked, authorizationFor, requested) : null,
                session,
                false);
    }

    static Action action(String kind) {
        return switch (Action.Kind.valueOf(kind)) {
            case AUTHORIZE -> Action.AUTHORIZE;
            case EXCHANGE_CODE -> Action.EXCHANGE_CODE;
            case REFRESH -> Action.REFRESH;
            case CLIENT_CREDENTIALS -> Action.CLIENT_CREDENTIALS;
            case INTROSPECT -> Action.INTROSPECT;
            case INVOKE -> Action.invoke(Operation.callTool("search", true));
        };
    }

    Situation spoil(String fault) {
        if (fault.startsWith("token ")) {
            spoilToken(fault);
        } else if (fault.startsWith("member ") || fault.startsWith("role ") || fault.startsWith("no")) {
            spoilPerson(fault);
        } else if (fault.startsWith("client ")) {
            spoilClient(fault);
        } else {
            spoilTheRest(fault);
        }
        return this;
    }

    private void spoilToken(String fault) {
        switch (fault) {
            case "token missing" -> tokenThere = false;
            case "token not verified" -> verified = false;
            case "token expires now" -> expiresAt = NOW;
            case "token of another issuer" -> issuer = ISSUER + "/";
            case "token of ours" -> issuer = ISSUER;
            case "token for another audience" -> audience = Set.of(RESOURCE + "/", "https://gateway.test/mcp/other");
            case "token for our resource", "token for the server itself" -> audience = Set.of(RESOURCE);
            case "token without audience" -> audience = Set.of();
            case "token revoked" -> tokenRevoked = true;
            case "token without scope" -> tokenScopes = Set.of("openid");
            case "token with some of the required scopes" -> tokenScopes = Set.of("mcp", "mcp:write");
            default -> throw new IllegalArgumentException(fault);
        }
    }

    private void spoilPerson(String fault) {
        switch (fault) {
            case "nothing" -> {}
            case "nobody" -> nobody = true;
            case "no role" -> role = null;
            case "no reach" -> reach = Reach.NONE;
            case "no scope within reach" -> requested = Scopes.NONE;
            case "member of another account" -> memberOf = UUID.randomUUID();
            case "member dismissed" -> status = MembershipStatus.DISMISSED;
            case "member invited" -> status = MembershipStatus.INVITED;
            case "member disabled" -> status = MembershipStatus.DISABLED;
            case "role may not connect" ->
                role = new Role(
                        UUID.randomUUID(), null, "Role", Set.of(Capability.USERS_INVITE), IntegrationLevel.NONE);
            default -> throw new IllegalArgumentException(fault);
        }
    }

    private void spoilClient(String fault) {
        switch (fault) {
            case "client is a person" -> machine = false;
            case "client of another account" -> machineOf = UUID.randomUUID();
            case "client for another server" -> machineFor = UUID.randomUUID();
            case "client denied" -> machineDenied = true;
            case "client without scopes" -> machineScopes = Scopes.NONE;
            default -> throw new IllegalArgumentException(fault);
        }
    }

    private void spoilTheRest(String fault) {
        switch (fault) {
            case "assignment gone" -> carried = false;
            case "bundle closed" -> open = false;
            case "feature blocked by the assignment" -> narrowing = NO_TOOLS;
            case "server deleted" -> exists = false;
            case "server disabled" -> enabled = false;
            case "single sign-on required" -> ssoRequired = true;
            case "second factor required" -> mfaRequired = true;
            case "second factor required with passwords" -> mfaForPasswordSignIn = true;
            case "sign-in unknown" -> session = null;
            case "authorization missing" -> authorizationThere = false;
            case "authorization revoked" -> authorizationRevoked = true;
            case "authorization for another server" -> authorizationFor = UUID.randomUUID();
            case "feature blocked" -> features = NO_TOOLS;
            case "shared identity unset" -> identityScheme = IdentityScheme.SHARED;
            case "own identity missing" -> identityScheme = IdentityScheme.TOKEN_EXCHANGE;
            default -> throw new IllegalArgumentException(fault);
        }
    }
}
