package dev.gatehouse.authserver.key;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.db.key.KeyRepository;
import dev.gatehouse.policy.token.TokenKind;
import dev.gatehouse.policy.token.TokenMac;
import dev.gatehouse.policy.token.TokenReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationInitializer;
import org.springframework.stereotype.Component;

/**
 * The keys of this installation. Nodes that share a database share them: each reads them again every second or two, and
 * at once when a token names a key that it does not know.
 */
@Component
public final class KeyRing {

    /** A JWK thumbprint (RFC 7638) with SHA-256. */
    private static final Pattern SIGNING_KID = Pattern.compile("[A-Za-z0-9_-]{43}");

    /** A code or refresh token up to its authorization: what the id of a key can stand in. */
    private static final Pattern MAC_KID = Pattern.compile("([0-9a-f]{8})\\.[A-Za-z0-9_-]{22}\\..*");

    private final KeyRepository keys;
    private final KeyMaker maker;
    private final KeySchedules schedules;
    private final Object reading = new Object();
    private volatile KeysInUse inUse;

    KeyRing(
            KeyRepository keys,
            KeyMaker maker,
            KeySchedules schedules,
            KeyChanges changes,
            FlywayMigrationInitializer migrated) {
        this.keys = keys;
        this.maker = maker;
        this.schedules = schedules;
        // first: a node with another master key must fail before it adds a key that the others cannot unwrap
        KeysInUse before = read(null);
        changes.start();
        this.inUse = read(before);
        inUse.current();
    }

    /** Signs a JWT (RFC 7519) of a type with the key that signs now; the header names the key and its algorithm. */
    public String sign(JOSEObjectType type, JWTClaimsSet claims) {
        return inUse.current().sign(type, claims);
    }

    /** Whether the signature of a JWT is that of one of our keys, made with the algorithm of that key. */
    public boolean signed(SignedJWT jwt) {
        String kid = jwt.getHeader().getKeyID();
        if (kid == null) {
            return false;
        }
        SigningKey key = inUse.signing().get(kid);
        if (key == null && SIGNING_KID.matcher(kid).matches()) {
            key = refresh().signing().get(kid);
        }
        return key != null && key.signed(jwt);
    }

    /** Signs a checkpoint of the audit log, with a key that signs nothing else. */
    public String signCheckpoint(JOSEObjectType type, JWTClaimsSet claims) {
        return inUse.currentAudit().sign(type, claims);
    }

    /**
     * Whether a checkpoint of the audit log is signed by one of our keys for them. The key is the one under the master key:
     * a public half that somebody put into the database counts for nothing.
     */
    public boolean signedCheckpoint(SignedJWT jwt) {
        SigningKey key = inUse.audit().get(String.valueOf(jwt.getHeader().getKeyID()));
        return key != null && key.signed(jwt);
    }

    /** Makes codes and refresh tokens. */
    public TokenMac tokenMac() {
        return inUse.tokenMac();
    }

    /** What a code or refresh token says, if we made it for this purpose. */
    public Optional<TokenReference> verify(TokenKind kind, String token) {
        Matcher matcher = MAC_KID.matcher(token);
        boolean unknown = matcher.matches() && !inUse.mac().containsKey(matcher.group(1));
        return (unknown ? refresh() : inUse).tokenMac().verify(kind, token);
    }

    /** The public keys (RFC 7517 section 5), the one that signs now first. */
    public JWKSet publicKeys() {
        KeysInUse now = inUse;
        JWK current = now.current().publicHalf();
        List<JWK> all = new ArrayList<>(List.of(current));
        now.signing().values().stream()
                .map(SigningKey::publicHalf)
                .filter(key -> !key.equals(current))
                .forEach(all::add);
        return new JWKSet(all);
    }

    /** The public keys as the database has them now, for who is told of a change. */
    public JWKSet newestPublicKeys() {
        refresh();
        return publicKeys();
    }

    /**
     * The keys of assertions as the database has them now, with their private halves: for the feed, and for nobody else. What
     * they sign is no token of ours.
     */
    public Map<String, Object> newestAssertionKeys() {
        return Map.of("keys", refresh().assertionKeys());
    }

    /** Reads the keys again. Of several that ask at once, one reads for all. */
    KeysInUse refresh() {
        long asked = System.nanoTime();
        synchronized (reading) {
            if (inUse.readAt() - asked < 0) {
                inUse = read(inUse);
            }
            return inUse;
        }
    }

    private KeysInUse read(@Nullable KeysInUse former) {
        long readAt = System.nanoTime();
        return KeysInUse.of(keys.findAll(), readAt, maker, schedules, former);
    }
}
