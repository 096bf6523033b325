package dev.gatehouse.e2e.harness;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An issuer whose keys the test holds: for tokens that Gatehouse would never make. */
public final class MintedIssuer implements AutoCloseable {

    private final HttpServer http;
    private final List<ECKey> published = new CopyOnWriteArrayList<>();
    private final AtomicInteger fetches = new AtomicInteger();
    private final ECKey key = newKey("first");

    private MintedIssuer() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        http.createContext("/oauth2/jwks", this::keys);
        published.add(key);
        http.start();
    }

    /** Starts it on a free port of 127.0.0.1. */
    public static MintedIssuer start() {
        try {
            return new MintedIssuer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void keys(HttpExchange exchange) throws IOException {
        fetches.incrementAndGet();
        byte[] body = new JWKSet(List.copyOf(published)).toString(true).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.getResponseHeaders().set("Cache-Control", "max-age=300");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** Its issuer identifier. */
    public String issuer() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    /** How often its key set was fetched. */
    public int fetches() {
        return fetches.get();
    }

    /** Claims of a good token for {@code audience}; change what should be wrong. */
    public JWTClaimsSet.Builder claims(String audience) {
        Instant now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer(issuer())
                .audience(audience)
                .subject("somebody")
                .claim("client_id", "a-client")
                .claim("scope", "mcp:read mcp:write")
                .issueTime(Date.from(now.minusSeconds(5)))
                .expirationTime(Date.from(now.plus(Duration.ofHours(1))));
    }

    /** A token that is signed as it should be. */
    public String token(JWTClaimsSet claims) {
        return token(claims, key, "at+jwt");
    }

    /** A token with another type in its header. */
    public String tokenOfType(JWTClaimsSet claims, String type) {
        return token(claims, key, type);
    }

    /** A token signed by a key that is published from now on, as after a rotation. */
    public String tokenOfNewKey(JWTClaimsSet claims) {
        ECKey fresh = newKey("second");
        published.add(fresh);
        return token(claims, fresh, "at+jwt");
    }

    /** A token signed by a key that nobody knows. */
    public String tokenOfUnknownKey(JWTClaimsSet claims, String keyId) {
        return token(claims, newKey(keyId), "at+jwt");
    }

    /** A token with no signature at all. */
    public String unsigned(JWTClaimsSet claims) {
        return new PlainJWT(claims).serialize();
    }

    /** A token whose HMAC was made with the public key as the secret. */
    public String signedWithThePublicKeyAsASecret(JWTClaimsSet claims) {
        try {
            SignedJWT jwt = new SignedJWT(header(JWSAlgorithm.HS256, key, "at+jwt"), claims);
            jwt.sign(new MACSigner(key.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8)));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String token(JWTClaimsSet claims, ECKey key, String type) {
        try {
            SignedJWT jwt = new SignedJWT(header(JWSAlgorithm.ES256, key, type), claims);
            jwt.sign(new ECDSASigner(key));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JWSHeader header(JWSAlgorithm algorithm, ECKey key, String type) {
        return new JWSHeader.Builder(algorithm)
                .type(new JOSEObjectType(type))
                .keyID(key.getKeyID())
                .build();
    }

    private static ECKey newKey(String id) {
        try {
            return new ECKeyGenerator(Curve.P_256)
                    .keyID(id)
                    .algorithm(JWSAlgorithm.ES256)
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
