package dev.gatehouse.gateway.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.gateway.token.TrustAnchor.Kind;
import dev.gatehouse.policy.token.ForeignTokens;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Signature, algorithm, type and shape of a JWT access token (RFC 7519, RFC 8725 section 3, RFC 9068 section 4). What a
 * header says about where to find keys ({@code jku}, {@code x5u}, {@code jwk}) is not looked at.
 */
final class JwtCheck {

    private static final Duration AHEAD = Duration.ofSeconds(5);
    private static final Set<JWSAlgorithm> BUILT_IN = Set.of(JWSAlgorithm.ES256, JWSAlgorithm.RS256);
    private static final List<String> REQUIRED_BY_RFC_9068 = List.of("sub", "client_id", "jti");

    private JwtCheck() {}

    /** The {@code kid} that a token names; null when there is none or this is no JWT. */
    static @Nullable String keyId(String token) {
        try {
            return SignedJWT.parse(token).getHeader().getKeyID();
        } catch (ParseException | RuntimeException e) {
            return null;
        }
    }

    /** Whether a token names the one key of these that could have signed it. */
    static boolean namesOneOf(String token, VerificationKeys keys) {
        try {
            JWSHeader header = SignedJWT.parse(token).getHeader();
            return header.getKeyID() != null
                    && keys.find(header.getKeyID(), header.getAlgorithm()).isPresent();
        } catch (ParseException | RuntimeException e) {
            return false;
        }
    }

    /**
     * Who a token says that it is from; null when it says nothing or is no signed JWT. No signature was looked at: good for
     * a refusal, and for nothing else.
     */
    static @Nullable String unverifiedIssuer(String token) {
        try {
            return SignedJWT.parse(token).getJWTClaimsSet().getIssuer();
        } catch (ParseException | RuntimeException e) {
            return null;
        }
    }

    /** Checks a token under an anchor. */
    static Verification check(String token, TrustAnchor anchor, Instant now) {
        SignedJWT jwt;
        try {
            jwt = SignedJWT.parse(token);
        } catch (ParseException | RuntimeException e) {
            return new Verification.Rejected("not a signed JWT");
        }
        try {
            return headerProblem(jwt.getHeader(), anchor.kind())
                    .or(() -> signatureProblem(jwt, anchor))
                    .<Verification>map(Verification.Rejected::new)
                    .orElseGet(() -> claims(jwt, anchor, now));
        } catch (RuntimeException e) {
            // A token comes from anybody: whatever it does to a parser, it is a bad token and no fault of ours.
            return new Verification.Rejected("not readable");
        }
    }

    private static Optional<String> headerProblem(JWSHeader header, Kind kind) {
        if (!(kind == Kind.BUILT_IN ? BUILT_IN : VerificationKeys.ALGORITHMS).contains(header.getAlgorithm())) {
            return Optional.of("algorithm not allowed");
        }
        if (header.getCriticalParams() != null) {
            return Optional.of("critical header not understood");
        }
        String type = header.getType() == null ? null : header.getType().getType();
        if (kind == Kind.BUILT_IN ? !"at+jwt".equals(type) : !ForeignTokens.mayHaveType(type)) {
            return Optional.of("type is not at+jwt");
        }
        return kind == Kind.BUILT_IN && header.getKeyID() == null ? Optional.of("no key id") : Optional.empty();
    }

    private static Optional<String> signatureProblem(SignedJWT jwt, TrustAnchor anchor) {
        JWSHeader header = jwt.getHeader();
        Optional<JWK> key = anchor.keys().find(header.getKeyID(), header.getAlgorithm());
        if (key.isEmpty()) {
            return Optional.of("no such key");
        }
        // Bits that nobody reads would make many spellings of one token (RFC 4648 section 3.5).
        if (!Base64URL.encode(jwt.getSignature().decode()).equals(jwt.getSignature())) {
            return Optional.of("signature is not spelt as it should be");
        }
        try {
            return Signatures.ofThisMachine().holds(jwt, key.get())
                    ? Optional.empty()
                    : Optional.of("signature does not hold");
        } catch (JOSEException e) {
            return Optional.of("signature cannot be checked");
        }
    }

    private static Verification claims(SignedJWT jwt, TrustAnchor anchor, Instant now) {
        try {
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            Optional<String> problem = claimsProblem(claims, anchor.kind(), now);
            if (problem.isPresent()) {
                return new Verification.Rejected(problem.get());
            }
            Set<String> scopes = new HashSet<>(scopes(claims, "scope", anchor.kind()));
            if (anchor.kind() == Kind.EXTERNAL) {
                scopes.addAll(scopes(claims, "scp", anchor.kind()));
            }
            return new Verification.Genuine(new VerifiedToken(
                    anchor.identity(),
                    claims.getIssuer(),
                    Set.copyOf(claims.getAudience()),
                    claims.getExpirationTime().toInstant(),
                    scopes,
                    claims.getJWTID(),
                    claims.getStringClaim("sid"),
                    jwt.getHeader().getKeyID(),
                    claims.getSubject(),
                    clientId(claims, anchor.kind())));
        } catch (ParseException e) {
            return new Verification.Rejected("claims of the wrong type");
        }
    }

    private static Optional<String> claimsProblem(JWTClaimsSet claims, Kind kind, Instant now) throws ParseException {
        if (claims.getIssuer() == null || claims.getAudience().isEmpty() || claims.getExpirationTime() == null) {
            return Optional.of("iss, aud or exp is missing");
        }
        if (kind == Kind.EXTERNAL && ForeignTokens.areNoAccessTokens(claims::getClaim)) {
            return Optional.of("not an access token");
        }
        if (kind == Kind.BUILT_IN) {
            for (String claim : REQUIRED_BY_RFC_9068) {
                if (claims.getStringClaim(claim) == null) {
                    return Optional.of(claim + " is missing");
                }
            }
            if (claims.getIssueTime() == null) {
                return Optional.of("iat is missing");
            }
        }
        Instant latest = now.plus(AHEAD);
        return isAfter(claims, "iat", latest) || isAfter(claims, "nbf", latest)
                ? Optional.of("not valid yet")
                : Optional.empty();
    }

    private static @Nullable String clientId(JWTClaimsSet claims, Kind kind) throws ParseException {
        String clientId = claims.getStringClaim("client_id");
        return clientId == null && kind == Kind.EXTERNAL ? claims.getStringClaim("azp") : clientId;
    }

    private static boolean isAfter(JWTClaimsSet claims, String name, Instant latest) throws ParseException {
        var moment = claims.getDateClaim(name);
        return moment != null && moment.toInstant().isAfter(latest);
    }

    private static List<String> scopes(JWTClaimsSet claims, String name, Kind kind) throws ParseException {
        Object value = claims.getClaim(name);
        if (value == null) {
            return List.of();
        }
        if (value instanceof String text) {
            return List.of(text.split(" ")).stream().filter(s -> !s.isEmpty()).toList();
        }
        if (kind == Kind.EXTERNAL) {
            List<String> values = claims.getStringListClaim(name);
            return values == null ? List.of() : List.copyOf(values);
        }
        throw new ParseException("scope is not a string", 0);
    }
}
