package dev.gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import dev.gatehouse.gateway.testing.TestGateway;
import dev.gatehouse.gateway.testing.TestKeys;
import dev.gatehouse.gateway.testing.TestToken;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that bring their own key, or their own rules. */
class TokenTrickTests {

    private final TestGateway gateway = TestGateway.shared();
    private final ECKey stranger = TestKeys.ec("key-1");

    private SignedJWT forged(UnaryOperator<JWSHeader.Builder> header) throws Exception {
        SignedJWT good = SignedJWT.parse(gateway.token("everything").sign());
        JWTClaimsSet claims = good.getJWTClaimsSet();
        JWSHeader.Builder builder = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType("at+jwt"))
                .keyID("key-1");
        SignedJWT jwt = new SignedJWT(header.apply(builder).build(), claims);
        jwt.sign(new ECDSASigner(stranger));
        return jwt;
    }

    private JWSHeader.Builder tricked(JWSHeader.Builder header, String trick, URI there) {
        return switch (trick) {
            case "jku" -> header.jwkURL(there);
            case "x5u" -> header.x509CertURL(there);
            case "jwk" -> header.jwk(stranger.toPublicJWK());
            case "x5c" -> header.x509CertChain(List.of(Base64.encode("certificate")));
            case "kid is a url" -> header.keyID(there.toString());
            case "kid is a path" -> header.keyID("../../../../dev/null");
            case "kid is sql" -> header.keyID("key-1' or '1'='1");
            default -> header.customParam("zip", "DEF");
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"jku", "x5u", "jwk", "x5c", "kid is a url", "kid is a path", "kid is sql", "zip"})
    void tokenThatBringsItsOwnKeyThen401AndNothingIsFetched(String trick) throws Exception {
        gateway.upstream.answer(exchange -> exchange.json());
        AtomicInteger asked = new AtomicInteger();
        HttpServer evil = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        evil.createContext("/", exchange -> {
            asked.incrementAndGet();
            byte[] keys = ("{\"keys\":[" + stranger.toPublicJWK() + "]}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
        });
        evil.start();
        URI there = URI.create("http://localhost:" + evil.getAddress().getPort() + "/keys");
        try {
            SignedJWT token = forged(header -> tricked(header, trick, there));

            assertThat(gateway.call("everything", token.serialize())).isEqualTo(401);
            assertThat(asked).hasValue(0);
            assertThat(gateway.upstream.sawNothing()).isTrue();
        } finally {
            evil.stop(0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%s.%s.",
                "%s.%s",
                "%s.%s.AAAA",
                "%s.%s.zeros",
                "%s.%s.sig.x.y",
                "%s..sig",
                ".%2$s.sig",
                "..",
                "."
            })
    void tokenInAnotherShapeThen401(String shape) throws Exception {
        String[] parts = gateway.token("everything").sign().split("\\.");
        String token = String.format(shape, parts[0], parts[1])
                .replace("zeros", Base64URL.encode(new byte[64]).toString())
                .replace("sig", parts[2]);

        assertThat(gateway.call("everything", token)).isEqualTo(401);
    }

    @Test
    void keysRotatedUnderLoadThenNoGoodTokenIsRefused() throws Exception {
        gateway.upstream.answer(exchange -> exchange.json());
        AtomicBoolean over = new AtomicBoolean();
        ECKey first = gateway.key;
        List<ECKey> signing = new CopyOnWriteArrayList<>(List.of(first));
        ExecutorService clients = Executors.newFixedThreadPool(3);
        try {
            List<Future<List<Integer>>> running = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                running.add(clients.submit(() -> callWithFreshTokens(signing, over)));
            }
            ECKey last = first;
            for (int round = 1; round <= 3; round++) {
                ECKey next = TestKeys.ec("rotated-" + round);
                gateway.auth.keys(next, last, first);
                signing.add(next);
                last = next;
                Thread.sleep(300);
                signing.retainAll(List.of(first, last));
                Thread.sleep(100);
            }
            over.set(true);
            for (Future<List<Integer>> one : running) {
                assertThat(one.get()).isNotEmpty().containsOnly(200);
            }
        } finally {
            over.set(true);
            clients.shutdownNow();
            gateway.auth.keys(first);
        }
    }

    /** With the keys of each moment by turns: the newest, and one that is not the newest any more. */
    private List<Integer> callWithFreshTokens(List<ECKey> signing, AtomicBoolean over) {
        List<Integer> statuses = new ArrayList<>();
        while (!over.get()) {
            List<ECKey> now = List.copyOf(signing);
            ECKey key = now.get(statuses.size() % now.size());
            TestToken token = TestToken.of(key, gateway.auth.issuer(), gateway.url("/mcp/everything"));
            statuses.add(gateway.call("everything", token.kid(key.getKeyID()).sign()));
        }
        return statuses;
    }
}
