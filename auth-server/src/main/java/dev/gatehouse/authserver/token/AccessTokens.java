package dev.gatehouse.authserver.token;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.authserver.key.KeyRing;
import dev.gatehouse.authserver.settings.Settings;
import dev.gatehouse.db.authorization.Issuance;
import dev.gatehouse.policy.access.Facts.TokenFacts;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.HashSet;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Issues and recognises access tokens: JWTs of RFC 9068, for one audience. */
@Component
public final class AccessTokens {

    private static final JOSEObjectType AT_JWT = new JOSEObjectType("at+jwt");
    private static final int MAX_LENGTH = 8192;
    private static final int ID_BYTES = 16;

    private final KeyRing keys;
    private final Settings settings;
    private final SecureRandom random = new SecureRandom();

    AccessTokens(KeyRing keys, Settings settings) {
        this.keys = keys;
        this.settings = settings;
    }

    /** Signs the access token that was decided on; {@code iat} is the database's time of that decision. */
    public String issue(Issuance.Issued issued) {
        Instant issuedAt = issued.issuedAt().truncatedTo(ChronoUnit.SECONDS);
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(settings.issuer())
                .subject(issued.userId().toString())
                .audience(issued.resource())
                .claim("client_id", issued.clientId())
                .claim("scope", issued.scopes().toString())
                .claim("account", issued.accountId().toString())
                .claim("sid", issued.authorizationId().toString())
                .jwtID(newId(issued.authorizationId()))
                .issueTime(Date.from(issuedAt))
                .expirationTime(Date.from(issuedAt.plus(settings.accessTokenTtl())))
                .build();
        return keys.sign(AT_JWT, claims);
    }

    /** The access token behind this text, if we signed it. Expired ones are recognised, too. */
    public Optional<AccessToken> recognise(String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            SignedJWT jwt = SignedJWT.parse(text);
            JWSHeader header = jwt.getHeader();
            boolean accessToken = AT_JWT.equals(header.getType()) && header.getCriticalParams() == null;
            if (!accessToken || !keys.signed(jwt)) {
                return Optional.empty();
            }
            return Optional.of(token(header.getKeyID(), jwt.getJWTClaimsSet()));
        } catch (ParseException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private AccessToken token(String kid, JWTClaimsSet claims) throws ParseException {
        TokenFacts facts = new TokenFacts(
                true,
                claims.getIssuer(),
                new HashSet<>(claims.getAudience()),
                claims.getExpirationTime().toInstant(),
                new HashSet<>(Arrays.asList(claims.getStringClaim("scope").split(" "))),
                false);
        return new AccessToken(
                facts,
                claims.getJWTID(),
                UUID.fromString(claims.getStringClaim("sid")),
                UUID.fromString(claims.getStringClaim("account")),
                UUID.fromString(claims.getSubject()),
                claims.getStringClaim("client_id"),
                kid,
                claims.getIssueTime().toInstant());
    }

    private String newId(UUID authorizationId) {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return authorizationId + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
