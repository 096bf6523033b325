package dev.gatehouse.e2e.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code ./gatehouse demo}, on free ports and with a data directory of its own. */
public final class Demo {

    /** How long the gateway remembers what it was told about an API token. */
    public static final Duration API_TOKEN_MEMORY = Duration.ofSeconds(3);

    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final Duration REAP_LIMIT = Duration.ofSeconds(2);

    private static @Nullable Demo shared;
    private static boolean sharedFailed;

    private final Path dataDir;
    private final int authPort;
    private final int gatewayPort;
    private final int samplePort;
    private final Process launcher;
    private final StringBuffer output = new StringBuffer();
    private final CountDownLatch readyOrEnded = new CountDownLatch(1);
    private final Thread stopAtExit;

    private Demo(String name, Map<String, String> environment) throws IOException {
        int[] ports = freePorts();
        authPort = ports[0];
        gatewayPort = ports[1];
        samplePort = ports[2];
        dataDir = freshDirectory(name);
        ProcessBuilder builder = new ProcessBuilder("./gatehouse", "demo")
                .directory(home().toFile())
                .redirectErrorStream(true);
        builder.environment().keySet().removeIf(variable -> variable.startsWith("GATEHOUSE_"));
        builder.environment()
                .putAll(Map.of(
                        "GATEHOUSE_AUTH_PORT", String.valueOf(authPort),
                        "GATEHOUSE_GATEWAY_PORT", String.valueOf(gatewayPort),
                        "GATEHOUSE_SAMPLE_PORT", String.valueOf(samplePort),
                        "GATEHOUSE_DATA_DIR", dataDir.toString(),
                        "GATEHOUSE_API_TOKEN_MEMORY", API_TOKEN_MEMORY.toString(),
                        "GATEHOUSE_RATE_LIMITS", "off"));
        builder.environment().putAll(environment);
        launcher = builder.start();
        stopAtExit = new Thread(launcher::destroy);
        Runtime.getRuntime().addShutdownHook(stopAtExit);
    }

    /** The demo that most tests share; started at its first use. */
    public static synchronized Demo shared() {
        if (sharedFailed) {
            throw new AssertionError("the demo did not start: see the first failure");
        }
        if (shared == null) {
            sharedFailed = true;
            shared = start("shared demo", Map.of());
            sharedFailed = false;
        }
        return shared;
    }

    /** Starts a demo of its own. */
    public static Demo start(String name, Map<String, String> environment) {
        try {
            Demo demo = new Demo(name, environment);
            demo.awaitReady();
            return demo;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The checkout. */
    static Path home() {
        return Path.of(System.getProperty("gatehouse.home", ".."))
                .toAbsolutePath()
                .normalize();
    }

    private void awaitReady() {
        Thread reader = new Thread(this::read, "demo-output");
        reader.setDaemon(true);
        reader.start();
        try {
            boolean inTime = readyOrEnded.await(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
            if (!inTime || !output.toString().contains("Gatehouse is ready")) {
                launcher.destroy();
                throw new AssertionError("the demo did not start:\n" + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void read() {
        try (BufferedReader lines = launcher.inputReader(StandardCharsets.UTF_8)) {
            String line = lines.readLine();
            while (line != null) {
                output.append(line).append('\n');
                if (line.equals("Gatehouse is ready")) {
                    readyOrEnded.countDown();
                }
                line = lines.readLine();
            }
        } catch (IOException e) {
            output.append(e).append('\n');
        } finally {
            readyOrEnded.countDown();
        }
    }

    /** What {@link #stop} has seen. */
    public record Stopped(boolean inTime, int exitStatus, Duration took, List<Long> leftBehind) {}

    /** Stops the demo as a service manager does, and looks for what it has left running. */
    public Stopped stop() {
        List<ProcessHandle> started = launcher.descendants().toList();
        long begin = System.nanoTime();
        launcher.destroy();
        try {
            boolean inTime = launcher.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            Eventually.happens(REAP_LIMIT, () -> started.stream().noneMatch(ProcessHandle::isAlive));
            List<Long> left = started.stream()
                    .filter(ProcessHandle::isAlive)
                    .map(ProcessHandle::pid)
                    .toList();
            Runtime.getRuntime().removeShutdownHook(stopAtExit);
            return new Stopped(inTime, inTime ? launcher.exitValue() : -1, took, left);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Kills the launcher, which then can do nothing any more, and tells which programs go on without it. */
    public List<Long> kill(Duration patience) {
        List<ProcessHandle> started = launcher.children().filter(Demo::isJava).toList();
        launcher.destroyForcibly();
        Eventually.happens(patience, () -> started.stream().noneMatch(ProcessHandle::isAlive));
        Runtime.getRuntime().removeShutdownHook(stopAtExit);
        return started.stream()
                .filter(ProcessHandle::isAlive)
                .map(ProcessHandle::pid)
                .toList();
    }

    private static boolean isJava(ProcessHandle process) {
        return process.info().command().orElse("").endsWith("java");
    }

    /** The programs that run now: the launcher's children, without its own short-lived ones. */
    public long programs() {
        return launcher.children().filter(Demo::isJava).count();
    }

    /** The issuer. */
    public String issuer() {
        return "http://localhost:" + authPort;
    }

    /** The gateway's address. */
    public String gateway() {
        return "http://localhost:" + gatewayPort;
    }

    /** The sample server's address. */
    public String sample() {
        return "http://localhost:" + samplePort;
    }

    /** The ports of the authorization server, the gateway and the sample server. */
    public List<Integer> ports() {
        return List.of(authPort, gatewayPort, samplePort);
    }

    /** The MCP endpoint of a server behind the gateway. */
    public String mcp(String slug) {
        return gateway() + "/mcp/" + slug;
    }

    /** The MCP endpoint of the sample server that has no gateway in front of it. */
    public String direct() {
        return sample() + "/direct/mcp";
    }

    /** The data directory. */
    public Path dataDir() {
        return dataDir;
    }

    /** A file of one line in the data directory. */
    public String line(String file) {
        try {
            return Files.readString(dataDir.resolve(file)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the launcher has said. */
    public String output() {
        return output.toString();
    }

    private static int[] freePorts() throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                sockets.add(new ServerSocket(0));
            }
            return sockets.stream().mapToInt(ServerSocket::getLocalPort).toArray();
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }

    private static Path freshDirectory(String name) throws IOException {
        Path directory = Path.of(System.getProperty("gatehouse.work", "target/demo"))
                .toAbsolutePath()
                .resolve(name);
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        Files.createDirectories(directory.getParent());
        return directory;
    }
}
