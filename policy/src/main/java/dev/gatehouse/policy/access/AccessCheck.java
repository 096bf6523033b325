package dev.gatehouse.policy.access;

import static dev.gatehouse.policy.access.Action.Kind.AUTHORIZE;
import static dev.gatehouse.policy.access.Action.Kind.CLIENT_CREDENTIALS;
import static dev.gatehouse.policy.access.Action.Kind.EXCHANGE_CODE;
import static dev.gatehouse.policy.access.Action.Kind.INTROSPECT;
import static dev.gatehouse.policy.access.Action.Kind.INVOKE;
import static dev.gatehouse.policy.access.Action.Kind.REFRESH;

import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.account.Membership;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.server.ApiTokenMode;
import dev.gatehouse.policy.server.FeatureKind;
import dev.gatehouse.policy.server.IdentityProvider.External;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The checks of a decision, in their order. The order is part of the contract: the first check that fails names the
 * reason, and a check may rely on those before it.
 */
enum AccessCheck {
    SERVER_EXISTS(
            Set.of(AUTHORIZE, EXCHANGE_CODE, REFRESH, CLIENT_CREDENTIALS, INTROSPECT, INVOKE),
            query -> query.server().exists() ? null : Reason.SERVER_UNKNOWN),

    /** A closed bundle takes the reach of its teams, which {@link #HAS_REACH} says; at the gateway it closes the door. */
    SERVER_ENABLED(Set.of(AUTHORIZE, EXCHANGE_CODE, REFRESH, CLIENT_CREDENTIALS, INVOKE), query -> {
        boolean closed = query.action().kind() == INVOKE && !query.server().open();
        return query.server().enabled() && !closed ? null : Reason.SERVER_DISABLED;
    }),

    BUILT_IN_GOVERNS(
            Set.of(AUTHORIZE, EXCHANGE_CODE, REFRESH, CLIENT_CREDENTIALS),
            query -> query.external() ? Reason.EXTERNAL_IDP_GOVERNS : null),

    API_TOKEN_ACCEPTED(Set.of(INTROSPECT, INVOKE), query -> {
        ApiTokenMode mode = query.server().apiTokens();
        if (!query.apiToken() || mode == ApiTokenMode.ALWAYS) {
            return null;
        }
        if (mode == ApiTokenMode.OFF) {
            return Reason.API_TOKENS_OFF;
        }
        return query.external() ? Reason.EXTERNAL_IDP_GOVERNS : null;
    }),

    TOKEN_GENUINE(Set.of(INTROSPECT, INVOKE), query -> query.token().verified() ? null : Reason.TOKEN_INVALID),

    TOKEN_ALIVE(
            Set.of(INTROSPECT, INVOKE),
            query -> query.facts().now().isBefore(query.token().expiresAt()) ? null : Reason.TOKEN_EXPIRED),

    ISSUER_TRUSTED(
            Set.of(INTROSPECT, INVOKE),
            query -> query.trustedIssuer().equals(query.token().issuer()) ? null : Reason.ISSUER_NOT_TRUSTED),

    AUDIENCE_MATCHES(
            Set.of(INTROSPECT, INVOKE),
            query -> query.token().audience().contains(query.requiredAudience()) ? null : Reason.AUDIENCE_MISMATCH),

    TOKEN_NOT_REVOKED(Set.of(INTROSPECT, INVOKE), query -> query.token().revoked() ? Reason.TOKEN_REVOKED : null),

    CLIENT_STANDS(Set.of(CLIENT_CREDENTIALS, INTROSPECT), query -> {
        Subject.Machine machine = query.subject().machine();
        if (machine == null) {
            return query.action().kind() == CLIENT_CREDENTIALS ? Reason.CLIENT_UNKNOWN : null;
        }
        boolean registeredForIt = machine.accountId().equals(query.server().accountId())
                && machine.serverId().equals(query.server().id());
        if (!registeredForIt) {
            return Reason.CLIENT_UNKNOWN;
        }
        return machine.denied() && query.action().kind() == CLIENT_CREDENTIALS ? Reason.CLIENT_DENIED : null;
    }),

    IS_MEMBER(Set.of(AUTHORIZE, EXCHANGE_CODE, REFRESH, INTROSPECT), AccessQuery::aboutPeople, query -> {
        Membership membership = query.subject().membership();
        return membership != null
                        && membership.accountId().equals(query.server().accountId())
                        && membership.status() != MembershipStatus.DISMISSED
                ? null
                : Reason.NOT_A_MEMBER;
    }),

    IS_ACTIVE(
            Set.of(AUTHORIZE, EXCHANGE_CODE, REFRESH, INTROSPECT),
            AccessQuery::aboutPeople,
            query -> switch (query.member().status()) {
                case ACTIVE -> null;
                case INVITED -> Reason.INVITATION_PENDING;
                case DISABLED -> Reason.USER_DISABLED;
                case DISMISSED -> Reason.NOT_A_MEMBER;
            }),

    SIGNED_IN_WELL_ENOUGH(Set.of(AUTHORIZE, EXCHANGE_CODE), query -> {
        if (query.member().ssoRequired() && !query.session().viaSso()) {
            return Reason.SSO_REQUIRED;
        }
        boolean password = query.session().amr().contains("pwd");
        boolean unknown = query.session().amr().isEmpty() && !query.session().viaSso();
        boolean secondFactorNeeded =
                query.member().mfaRequired() || unknown || (query.facts().mfaForPasswordSignIn() && password);
        return secondFactorNeeded && !query.session().amr().contains("mfa") ? Reason.MFA_REQUIRED : null;
    }),

    FAMILY_ALIVE(
            Set.of(EXCHANGE_CODE, REFRESH), query -> query.authorization().revoked() ? Reason.FAMILY_REVOKED : null),

    RESOURCE_UNCHANGED(
            Set.of(EXCHANGE_CODE, REFRESH),
            query -> query.authorization().serverId().equals(query.server().id()) ? null : Reason.RESOURCE_CHANGED),

    MAY_CONNECT(
            Set.of(AUTHORIZE, EXCHANGE_CODE, REFRESH, INTROSPECT),
            AccessQuery::consultsGrants,
            query -> query.has(Capability.MCP_CONNECT) ? null : Reason.CAPABILITY_MISSING),

    HAS_REACH(
            Set.of(AUTHORIZE, EXCHANGE_CODE, REFRESH, INTROSPECT),
            AccessQuery::consultsGrants,
            query -> query.subject().reach().isNone() ? Reason.NO_GRANT : null),

    /** Who reaches it otherwise, by role or grant, is told that the bundle is switched off for now. */
    BUNDLE_OPEN(
            Set.of(AUTHORIZE, EXCHANGE_CODE, REFRESH), query -> query.server().open() ? null : Reason.SERVER_DISABLED),

    SCOPE_LEFT(
            Set.of(AUTHORIZE, EXCHANGE_CODE, REFRESH, CLIENT_CREDENTIALS),
            query -> query.scopes().isEmpty() ? Reason.INSUFFICIENT_SCOPE : null),

    SCOPE_COVERS(Set.of(INVOKE), query -> {
        boolean covered = !query.apiToken() && query.server().identityProvider() instanceof External external
                ? query.token().scopes().containsAll(external.requiredScopes())
                : query.scopes().contains(query.operation().requiredScope());
        return covered ? null : Reason.INSUFFICIENT_SCOPE;
    }),

    FEATURE_EXPOSED(Set.of(INVOKE), query -> {
        FeatureKind kind = query.operation().featureKind();
        String name = query.operation().featureName();
        boolean exposed = kind == null
                ? !query.operation().mustNameFeature()
                : name != null && query.server().features().exposes(kind, name);
        return exposed ? null : Reason.FEATURE_BLOCKED;
    }),

    IDENTITY_AVAILABLE(Set.of(INVOKE), query -> switch (query.server().identityScheme()) {
        case NONE -> null;
        case SHARED -> query.facts().downstreamCredential() ? null : Reason.SHARED_IDENTITY_UNSET;
        case ASSERTION, TOKEN_EXCHANGE -> query.facts().downstreamCredential() ? null : Reason.IDENTITY_REQUIRED;
    });

    private final Set<Action.Kind> kinds;
    private final Predicate<AccessQuery> condition;
    private final Function<AccessQuery, @Nullable Reason> refusal;

    AccessCheck(Set<Action.Kind> kinds, Function<AccessQuery, @Nullable Reason> refusal) {
        this(kinds, query -> true, refusal);
    }

    AccessCheck(
            Set<Action.Kind> kinds, Predicate<AccessQuery> condition, Function<AccessQuery, @Nullable Reason> refusal) {
        this.kinds = kinds;
        this.condition = condition;
        this.refusal = refusal;
    }

    /** Whether this check looks at such a query at all. */
    boolean applies(AccessQuery query) {
        return kinds.contains(query.action().kind()) && condition.test(query);
    }

    /** The reason to refuse, if this check, which applies, fails. */
    Optional<Reason> refuse(AccessQuery query) {
        return Optional.ofNullable(refusal.apply(query));
    }
}
