package dev.gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.e2e.harness.Canaries;
import dev.gatehouse.e2e.harness.Demo;
import dev.gatehouse.e2e.harness.McpApp;
import dev.gatehouse.e2e.harness.Person;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Runs last: ends the demo that all have used, and looks at what it leaves behind. */
@Order(Integer.MAX_VALUE)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ShutdownIT {

    private static final Set<String> FILES_OF_SECRETS = Set.of(
            "admin-token",
            "everything-introspection.json",
            "direct-introspection.json",
            "gateway-secret",
            "master-key");

    private final Demo demo = Demo.shared();

    @Test
    @Order(1)
    void stoppedThenEverythingEndsInTimeAndNothingIsLeftRunning() {
        McpApp.installedFor(demo.mcp("everything")).connect(Person.CUS);
        assertThat(demo.programs()).isEqualTo(3);

        Demo.Stopped stopped = demo.stop();

        assertThat(stopped.inTime()).isTrue();
        assertThat(stopped.exitStatus()).isZero();
        assertThat(stopped.leftBehind()).isEmpty();
        assertThat(stopped.took()).isLessThan(Duration.ofSeconds(15));
        assertThat(demo.ports()).noneMatch(ShutdownIT::isOpen);
        assertThat(demo.dataDir().resolve("launcher.lock")).doesNotExist();
    }

    @Test
    @Order(2)
    void noSecretTurnsUpInALogOrInTheDatabase() throws IOException {
        Canaries.note(demo.line("gateway-secret"));
        Canaries.note(demo.line("master-key"));
        Set<String> secrets = Canaries.all();
        assertThat(secrets).hasSizeGreaterThan(50).contains(demo.line("admin-token"));
        List<Path> searched = new ArrayList<>();
        try (Stream<Path> files = Files.walk(demo.dataDir().getParent())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (FILES_OF_SECRETS.contains(file.getFileName().toString())
                        || file.toString().endsWith(".jar")) {
                    continue;
                }
                searched.add(file.getFileName());
                String content = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertThat(secrets.stream().filter(content::contains))
                        .as("secrets in " + file.getFileName())
                        .isEmpty();
            }
        }
        assertThat(searched)
                .extracting(Path::toString)
                .contains("auth-server.log", "resource-gateway.log", "sample-server.log");
        String output = demo.output();
        assertThat(secrets.stream()
                        .filter(secret -> !secret.equals(Person.CUS.password()))
                        .filter(output::contains))
                .isEmpty();
    }

    @Test
    @Order(3)
    void nothingUnexpectedHappenedInsideMeanwhile() throws IOException {
        for (String program : List.of("auth-server", "resource-gateway", "sample-server")) {
            List<String> lines =
                    Files.readAllLines(demo.dataDir().resolve("logs").resolve(program + ".log"));

            assertThat(lines).as(program).noneMatch(line -> line.contains(" ERROR ") || line.startsWith("\tat "));
        }
    }

    private static boolean isOpen(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
