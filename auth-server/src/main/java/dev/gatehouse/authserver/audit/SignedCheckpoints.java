package dev.gatehouse.authserver.audit;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.authserver.key.KeyRing;
import dev.gatehouse.authserver.settings.Settings;
import dev.gatehouse.db.audit.AuditCheckpoint;
import dev.gatehouse.db.audit.AuditRow;
import java.text.ParseException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Checkpoints as JWS (RFC 7515) of their own type, by keys that sign nothing else. */
@Component
final class SignedCheckpoints {

    private static final JOSEObjectType TYPE = new JOSEObjectType("gatehouse-audit-checkpoint+jwt");
    private static final String CHAIN = "chain";
    private static final String NUMBER = "number";
    private static final String SEQ = "seq";
    private static final String HASH = "hash";
    private static final String AT = "at";

    private final KeyRing keys;
    private final String issuer;

    SignedCheckpoints(KeyRing keys, Settings settings) {
        this.keys = keys;
        this.issuer = settings.issuer();
    }

    /** Signs what a checkpoint says. */
    String sign(AuditCheckpoint checkpoint) {
        return keys.signCheckpoint(
                TYPE,
                new JWTClaimsSet.Builder()
                        .issuer(issuer)
                        .claim(CHAIN, checkpoint.chain().toString())
                        .claim(NUMBER, checkpoint.number())
                        .claim(SEQ, checkpoint.seq())
                        .claim("rows", checkpoint.seq())
                        .claim(HASH, checkpoint.hash())
                        .claim(AT, AuditRow.time(checkpoint.at()))
                        .build());
    }

    /** What a checkpoint says, if one of our keys has signed it as one. */
    Optional<AuditCheckpoint> read(String jws) {
        try {
            SignedJWT jwt = SignedJWT.parse(jws);
            if (!TYPE.equals(jwt.getHeader().getType()) || !keys.signedCheckpoint(jwt)) {
                return Optional.empty();
            }
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            return Optional.of(new AuditCheckpoint(
                    UUID.fromString(String.valueOf(claims.getStringClaim(CHAIN))),
                    claims.getLongClaim(NUMBER),
                    claims.getLongClaim(SEQ),
                    String.valueOf(claims.getStringClaim(HASH)),
                    Instant.parse(String.valueOf(claims.getStringClaim(AT)))));
        } catch (ParseException | IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
