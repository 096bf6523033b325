package dev.gatehouse.authserver.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.authserver.settings.Settings;
import dev.gatehouse.authserver.testing.AuthServerTest;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.TestSettings;
import dev.gatehouse.db.audit.AuditLog;
import dev.gatehouse.db.change.ChangeFeed;
import dev.gatehouse.db.key.KeyRepository;
import dev.gatehouse.db.key.StoredKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationInitializer;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

@AuthServerTest
@TestPropertySource(
        properties = {
            "gatehouse.db-url=jdbc:h2:mem:rs256;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000",
            "gatehouse.signing-algorithm=RS256"
        })
@DirtiesContext
class Rs256Tests {

    @Autowired
    TestServer server;

    @Autowired
    ApplicationContext context;

    @Autowired
    KeyRepository keys;

    @Autowired
    JdbcClient jdbc;

    @Test
    void configuredThenTokensAreSignedWithItAndConfiguredBackThenWithTheOrdinaryOverlap() throws Exception {
        ConnectedClient client = new ConnectedClient(server, context);
        String token = client.accessToken();
        SignedJWT jwt = ConnectedClient.jwt(token);
        JsonNode published =
                TestServer.json(server.get("/oauth2/jwks")).get("keys").get(0);
        RSAKey key = JWKSet.parse(server.get("/oauth2/jwks").body())
                .getKeyByKeyId(jwt.getHeader().getKeyID())
                .toRSAKey();

        assertThat(jwt.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.RS256);
        assertThat(jwt.getHeader().getType().getType()).isEqualTo("at+jwt");
        assertThat(published.propertyNames()).containsExactlyInAnyOrder("kty", "use", "kid", "alg", "n", "e");
        assertThat(published.get("alg").stringValue()).isEqualTo("RS256");
        assertThat(key.size()).isEqualTo(3072);
        assertThat(jwt.verify(new RSASSAVerifier(key))).isTrue();
        assertThat(client.introspect(token)).isTrue();

        startWithEs256();
        client.refresh();
        assertThat(ConnectedClient.jwt(client.accessToken()).getHeader().getAlgorithm())
                .as("the successor is published before it signs")
                .isEqualTo(JWSAlgorithm.RS256);
        jdbc.sql("update stored_key set signs_at = signs_at - interval '11' minute")
                .update();
        context.getBean(KeyRing.class).refresh();
        client.refresh();

        assertThat(ConnectedClient.jwt(client.accessToken()).getHeader().getAlgorithm())
                .isEqualTo(JWSAlgorithm.ES256);
        assertThat(client.introspect(client.accessToken())).isTrue();
        assertThat(client.introspect(token)).isTrue();
    }

    @Test
    void headerThatNamesAnotherAlgorithmThanTheKeysThenNotOurs() {
        ConnectedClient client = new ConnectedClient(server, context);
        String token = client.accessToken();
        String own = ConnectedClient.jwt(token).getHeader().getAlgorithm().getName();
        List<String> others = new ArrayList<>(List.of("ES256", "ES384", "RS256", "RS384", "PS256", "HS256", "none"));
        others.remove(own);
        for (String algorithm : others) {
            assertThat(client.introspect(relabelled(token, algorithm)))
                    .as(algorithm)
                    .isFalse();
        }
        assertThat(client.introspect(token)).isTrue();
    }

    @Test
    void nodeWithAnotherMasterKeyThenItDoesNotStartAndAddsNoKeyThatTheOthersCannotRead() throws Exception {
        Settings other =
                TestSettings.with("https://a.example", "https://g.example", "another-master-key-0123456789-01234567");
        List<StoredKey> before = keys.findAll().keys();
        for (Settings algorithm : List.of(other, context.getBean(Settings.class))) {
            KeyMaker maker = new KeyMaker(new MasterKey(other), algorithm);
            KeySchedules schedules = context.getBean(KeySchedules.class);
            KeyChanges changes = new KeyChanges(
                    keys, maker, schedules, context.getBean(ChangeFeed.class), context.getBean(AuditLog.class));

            assertThatThrownBy(() -> new KeyRing(
                            keys, maker, schedules, changes, context.getBean(FlywayMigrationInitializer.class)))
                    .isInstanceOf(WrongMasterKey.class);
        }
        assertThat(keys.findAll().keys()).isEqualTo(before);
    }

    private static String relabelled(String token, String algorithm) {
        String header = new String(Base64.getUrlDecoder().decode(token.split("\\.")[0]), StandardCharsets.UTF_8);
        String other = header.replaceFirst("\"alg\":\"[A-Za-z0-9]+\"", "\"alg\":\"" + algorithm + "\"");
        assertThat(other).isNotEqualTo(header);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(other.getBytes(StandardCharsets.UTF_8))
                + token.substring(token.indexOf('.'));
    }

    private void startWithEs256() {
        new KeyChanges(
                        keys,
                        new KeyMaker(
                                context.getBean(MasterKey.class),
                                TestSettings.with("https://a.example", "https://g.example", "unused")),
                        context.getBean(KeySchedules.class),
                        context.getBean(ChangeFeed.class),
                        context.getBean(AuditLog.class))
                .start();
    }
}
