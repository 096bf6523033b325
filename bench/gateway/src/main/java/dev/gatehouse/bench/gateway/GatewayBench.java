package dev.gatehouse.bench.gateway;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Measures the gateway beside its peers, in alternating rounds, on one upstream; prints tables. Started by
 * {@code bench/gateway/run}; bench/README.md says how to read it.
 */
public final class GatewayBench {

    private final Path gatewayJar;
    private final Path peerJar;
    private final Path javaHome;
    private final Path olderJavaHome;
    private final Plan plan;
    private final Set<String> parts;
    private final PrintStream out =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

    private GatewayBench(Path top, Path javaHome, Path olderJavaHome, Plan plan, Set<String> parts) {
        this.gatewayJar = top.resolve("resource-gateway/target/resource-gateway.jar");
        this.peerJar = top.resolve("bench/gateway/peer/target/bench-peer.jar");
        this.javaHome = javaHome;
        this.olderJavaHome = olderJavaHome;
        this.plan = plan;
        this.parts = parts;
    }

    /**
     * How long and how much.
     *
     * @param warmUp seconds before anything counts
     * @param rounds of each target
     * @param seconds of a round
     * @param streams that are opened
     */
    record Plan(int warmUp, int rounds, int seconds, int streams) {}

    /**
     * Runs.
     *
     * @param arguments the repository, two Java homes, {@code short} or {@code long}, the parts wanted (all by default)
     */
    public static void main(String[] arguments) throws Exception {
        Plan plan = arguments[3].equals("long") ? new Plan(30, 6, 6, 5_000) : new Plan(12, 3, 3, 2_000);
        List<String> parts = List.of(arguments).subList(4, arguments.length);
        new GatewayBench(
                        Path.of(arguments[0]),
                        Path.of(arguments[1]),
                        Path.of(arguments[2]),
                        plan,
                        Set.copyOf(parts.isEmpty() ? List.of("post", "peers", "miss", "streams") : parts))
                .run();
    }

    private void run() throws Exception {
        Path directory = Files.createTempDirectory("gatehouse-bench");
        // Copies: a build meanwhile must not change what is measured.
        Files.copy(gatewayJar, directory.resolve("gateway.jar"));
        out.printf(
                "warm-up %d s each, %d alternating rounds of %d s, 16 connections, -Xmx256m; %s cores; load average %s%n",
                plan.warmUp(),
                plan.rounds(),
                plan.seconds(),
                Runtime.getRuntime().availableProcessors(),
                Files.readString(Path.of("/proc/loadavg")).split("\n", -1)[0]);
        if (parts.contains("post") || parts.contains("peers")) {
            posts(directory);
        }
        if (parts.contains("miss")) {
            misses(directory);
        }
        if (parts.contains("streams")) {
            streams(directory);
        }
        out.println("programs' output: " + directory);
    }

    private void posts(Path directory) throws Exception {
        try (Stand stand = new Stand(directory, directory.resolve("gateway.jar"), 1)) {
            List<Target> targets = new ArrayList<>(List.of(stand.nginxProxy()));
            if (parts.contains("peers")) {
                targets.addAll(stand.haproxy());
                targets.add(stand.springCloudGateway(javaHome, peerJar));
            }
            targets.add(stand.gateway("gateway", javaHome, List.of("-XX:+UseSerialGC"), false));
            if (parts.contains("peers")) {
                targets.add(stand.gateway("gateway, loaded", javaHome, List.of("-XX:+UseSerialGC"), true));
                targets.add(stand.loggingGateway(javaHome, List.of("-XX:+UseSerialGC")));
                targets.add(stand.gateway("gateway, JDK 17", olderJavaHome, List.of("-XX:+UseSerialGC"), false));
            }
            new PostRounds(directory, plan, out).cached(targets);
        }
    }

    private void misses(Path directory) throws Exception {
        try (Stand stand = new Stand(directory, directory.resolve("gateway.jar"), 1)) {
            List<String> serial = List.of("-XX:+UseSerialGC");
            List<Target> targets = List.of(
                    stand.nginxProxy(),
                    stand.gateway("gateway, native", javaHome, serial, false),
                    stand.gateway(
                            "gateway, JDK's own",
                            javaHome,
                            List.of("-XX:+UseSerialGC", "-Dgatehouse.crypto=jdk"),
                            false),
                    stand.gateway("gateway, JDK 17, native", olderJavaHome, serial, false));
            new PostRounds(directory, plan, out).fresh(targets);
        }
    }

    private void streams(Path directory) throws Exception {
        try (StreamUpstream upstream = new StreamUpstream();
                Stand stand = new Stand(directory, directory.resolve("gateway.jar"), upstream.port())) {
            List<Target> targets = List.of(
                    stand.nginxProxy(),
                    stand.gateway("gateway", javaHome, List.of("-XX:+UseSerialGC"), false),
                    stand.gateway("gateway, JDK 17", olderJavaHome, List.of("-XX:+UseSerialGC"), false));
            new StreamRounds(directory, stand, upstream, plan, out).run(targets);
        }
    }

    /** The middle one. */
    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.isEmpty() ? Double.NaN : sorted.get(sorted.size() / 2);
    }

    /** The one that so many hundredths are not above. */
    static double percentile(List<Double> values, int hundredths) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.isEmpty()
                ? Double.NaN
                : sorted.get(Math.min(sorted.size() - 1, sorted.size() * hundredths / 100));
    }
}
