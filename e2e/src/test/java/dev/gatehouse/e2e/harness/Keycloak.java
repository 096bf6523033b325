package dev.gatehouse.e2e.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Keycloak as its makers publish it, on a free port of 127.0.0.1, with the realm of {@code keycloak/mcp-realm.json}: a scope
 * {@code mcp} with an audience mapper, an app, an app with lightweight tokens, and the client of the gateway.
 */
public final class Keycloak implements AutoCloseable {

    /** What the audience mapper of the realm writes. */
    public static final String AUDIENCE = "https://tools.example/mcp";

    /** The client with which it is asked about tokens. */
    public static final String CLIENT_ID = "gateway";

    /** Its secret. */
    public static final String CLIENT_SECRET = "gateway secret: 100%+";

    /** It compiles itself at its first start. */
    private static final Duration START_LIMIT = Duration.ofMinutes(6);

    private final Process process;
    private final String root;

    private Keycloak(Process process, String root) {
        this.process = process;
        this.root = root;
    }

    /** Starts it, and waits until the realm is there. */
    public static Keycloak start() {
        try {
            Path home = home();
            Path realm = home.resolve("data/import/mcp-realm.json");
            Files.createDirectories(realm.getParent());
            try (InputStream file = Keycloak.class.getResourceAsStream("/keycloak/mcp-realm.json")) {
                Files.copy(file, realm, StandardCopyOption.REPLACE_EXISTING);
            }
            delete(home.resolve("data/h2"));
            int port = freePort();
            ProcessBuilder builder = new ProcessBuilder(
                            "sh",
                            "bin/kc.sh",
                            "start-dev",
                            "--http-host=127.0.0.1",
                            "--http-port=" + port,
                            "--import-realm")
                    .directory(home.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(home.resolve("output.txt").toFile());
            builder.environment()
                    .putAll(Map.of(
                            "JAVA_OPTS_KC_HEAP", "-Xms64m -Xmx512m",
                            "KC_BOOTSTRAP_ADMIN_USERNAME", "admin",
                            "KC_BOOTSTRAP_ADMIN_PASSWORD", "admin"));
            Keycloak keycloak = new Keycloak(builder.start(), "http://127.0.0.1:" + port);
            Runtime.getRuntime().addShutdownHook(new Thread(keycloak::close));
            Eventually.within(START_LIMIT, "Keycloak starts: " + home.resolve("output.txt"), keycloak::answers);
            return keycloak;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path home() throws IOException {
        Path unpacked = Path.of(System.getProperty("gatehouse.keycloak", "target/keycloak"));
        try (Stream<Path> folders = Files.list(unpacked)) {
            return folders.filter(Files::isDirectory)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no Keycloak in " + unpacked + ": it is there under -Plong"));
        }
    }

    private boolean answers() {
        if (!process.isAlive()) {
            throw new AssertionError("Keycloak ended with " + process.exitValue());
        }
        try {
            return Http.to(issuer()).get().status() == 200;
        } catch (RuntimeException | AssertionError e) {
            return false;
        }
    }

    /** The realm. */
    public String issuer() {
        return root + "/realms/mcp";
    }

    /** An access token of an app, with these scopes. */
    public String token(String app, String scopes) {
        return Http.to(issuer() + "/protocol/openid-connect/token")
                .basic(app, "app-secret")
                .postForm(Map.of("grant_type", "client_credentials", "scope", scopes))
                .text("access_token");
    }

    /** Ends a token before its time (RFC 7009). */
    public void revoke(String app, String token) {
        Answer revoked = Http.to(issuer() + "/protocol/openid-connect/revoke")
                .basic(app, "app-secret")
                .postForm(Map.of("token", token));
        if (revoked.status() != 200) {
            throw new AssertionError(revoked.toString());
        }
    }

    /** Signs with a new key from now on; the old one stays published. */
    public void rotate() {
        String admin = Http.to(root + "/realms/master/protocol/openid-connect/token")
                .postForm(Map.of(
                        "grant_type", "password", "client_id", "admin-cli", "username", "admin", "password", "admin"))
                .text("access_token");
        Answer added = Http.to(root + "/admin/realms/mcp/components")
                .bearer(admin)
                .sendJson(
                        "POST",
                        Map.of(
                                "name", "rotated",
                                "providerId", "rsa-generated",
                                "providerType", "org.keycloak.keys.KeyProvider",
                                "config", Map.of("priority", List.of("1000"))));
        if (added.status() != 201) {
            throw new AssertionError(added.toString());
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Stops it, with the Java that its script has started. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            process.waitFor(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
