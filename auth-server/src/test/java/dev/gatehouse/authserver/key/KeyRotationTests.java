package dev.gatehouse.authserver.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.authserver.testing.AuthServerTest;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.db.key.KeyRepository;
import dev.gatehouse.db.key.StoredKey;
import dev.gatehouse.policy.key.KeySchedule;
import dev.gatehouse.policy.token.TokenKind;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationInitializer;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

/** A year of rotations in seconds, under load, on two nodes, seen by a server that keeps a copy of the key set. */
@AuthServerTest
@TestPropertySource(
        properties = {
            "gatehouse.db-url=jdbc:h2:mem:key-rotation;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000",
            "gatehouse.access-token-ttl=PT2S"
        })
@DirtiesContext
class KeyRotationTests {

    private static final Duration ROTATION = Duration.ofSeconds(4);
    private static final Duration LEAD = Duration.ofSeconds(3);
    /** A key is published a second after it is made, at the latest; then a second is left until it signs. */
    private static final Duration COPY_KEPT = Duration.ofSeconds(1);

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int KEYS_SEEN = 3;

    @TestConfiguration
    static class Quick {
        @Bean
        @Primary
        KeySchedules quickSchedules() {
            return new KeySchedules(
                    new KeySchedule(ROTATION, LEAD, Duration.ofSeconds(3)),
                    new KeySchedule(ROTATION, LEAD, Duration.ofMinutes(1)),
                    new KeySchedule(ROTATION, LEAD, Duration.ofDays(365)),
                    new KeySchedule(ROTATION, LEAD, Duration.ofMinutes(1)));
        }
    }

    @Autowired
    TestServer server;

    @Autowired
    ApplicationContext context;

    @Autowired
    KeyRepository keys;

    private final Queue<String> refusals = new ConcurrentLinkedQueue<>();
    private final Set<String> signingKids = ConcurrentHashMap.newKeySet();
    private final Set<String> macKids = ConcurrentHashMap.newKeySet();
    private final AtomicInteger shown = new AtomicInteger();

    @Test
    void rotationsUnderLoadThenNoValidTokenIsRefusedAnywhere() throws Exception {
        KeyRing otherNode = otherNode();
        ScheduledExecutorService threads = Executors.newScheduledThreadPool(5);
        try {
            threads.scheduleWithFixedDelay(otherNode::refresh, 0, 1, TimeUnit.SECONDS);
            List<Future<?>> loads = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                ConnectedClient client = new ConnectedClient(server, context);
                loads.add(threads.submit(() -> load(client, otherNode)));
            }
            for (Future<?> load : loads) {
                load.get(90, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(refusals).isEmpty();
        assertThat(shown).hasValueGreaterThan(100);
        assertThat(signingKids).hasSizeGreaterThanOrEqualTo(KEYS_SEEN);
        assertThat(macKids).hasSizeGreaterThanOrEqualTo(KEYS_SEEN);
        assertThat(keys.findAll().of(StoredKey.Purpose.SIGNING))
                .filteredOn(key -> key.endedAt() != null)
                .isNotEmpty()
                .allMatch(key -> key.wrapped() == null);
    }

    private void load(ConnectedClient client, KeyRing otherNode) {
        try {
            Instant end = Instant.now().plus(PATIENCE);
            AtomicReference<Copy> copy = new AtomicReference<>(copy());
            while (Instant.now().isBefore(end) && !enough()) {
                HttpResponse<String> answer = client.refresh();
                if (answer.statusCode() != 200) {
                    refusals.add("refresh: " + answer.body());
                }
                signingKids.add(ConnectedClient.kid(client.accessToken()));
                macKids.add(client.refreshToken().substring(0, 8));
                if (otherNode
                        .verify(TokenKind.REFRESH_TOKEN, client.refreshToken())
                        .isEmpty()) {
                    refusals.add("refresh token on the other node");
                }
                showUntilItExpires(client, otherNode, copy);
            }
        } catch (Exception e) {
            refusals.add(String.valueOf(e));
        }
    }

    private void showUntilItExpires(ConnectedClient client, KeyRing otherNode, AtomicReference<Copy> copy)
            throws Exception {
        String token = client.accessToken();
        SignedJWT jwt = ConnectedClient.jwt(token);
        Instant expires = jwt.getJWTClaimsSet().getExpirationTime().toInstant();
        while (true) {
            boolean active = client.introspect(token);
            boolean known = otherNode.signed(jwt);
            if (System.nanoTime() - copy.get().fetchedAt() > COPY_KEPT.toNanos()) {
                copy.set(copy());
            }
            JWK key = copy.get().keys().getKeyByKeyId(jwt.getHeader().getKeyID());
            boolean published = key != null && jwt.verify(new ECDSAVerifier(key.toECKey()));
            if (!Instant.now().isBefore(expires)) {
                return;
            }
            shown.incrementAndGet();
            if (!active || !known || !published) {
                refusals.add("introspection " + active + ", other node " + known + ", by key set " + published + ": "
                        + jwt.getHeader().getKeyID());
            }
            Thread.sleep(50);
        }
    }

    /** Several keys were seen, and one has ended meanwhile. */
    private boolean enough() {
        return signingKids.size() >= KEYS_SEEN
                && macKids.size() >= KEYS_SEEN
                && keys.findAll().of(StoredKey.Purpose.SIGNING).stream().anyMatch(key -> key.endedAt() != null);
    }

    /** A copy of the key set, as a server keeps it that validates tokens by itself. */
    private record Copy(JWKSet keys, long fetchedAt) {}

    private Copy copy() {
        long fetchedAt = System.nanoTime();
        try {
            return new Copy(JWKSet.parse(server.get("/oauth2/jwks").body()), fetchedAt);
        } catch (java.text.ParseException e) {
            throw new AssertionError(e);
        }
    }

    private KeyRing otherNode() {
        return new KeyRing(
                keys,
                context.getBean(KeyMaker.class),
                context.getBean(KeySchedules.class),
                context.getBean(KeyChanges.class),
                context.getBean(FlywayMigrationInitializer.class));
    }
}
