package dev.gatehouse.bench.gateway;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Event streams: what it costs to open and to hold many of them, how soon events and ends are passed on. */
final class StreamRounds {

    private static final int SAMPLES = 50;
    private static final String PROBES = "probe-";

    private final Path directory;
    private final Stand stand;
    private final StreamUpstream upstream;
    private final GatewayBench.Plan plan;
    private final PrintStream out;

    StreamRounds(Path directory, Stand stand, StreamUpstream upstream, GatewayBench.Plan plan, PrintStream out) {
        this.directory = directory;
        this.stand = stand;
        this.upstream = upstream;
        this.plan = plan;
        this.out = out;
    }

    void run(List<Target> targets) throws Exception {
        out.printf(
                "%n%d event streams, 16 opening at once; `cold` is the first such number, `warm` the third%n%n",
                plan.streams());
        out.println("| | CPU-ms per open cold / warm | first bytes p50 / p99 ms | live heap KiB per stream (MiB in all)"
                + " | RSS MiB idle -> open | event lag p50 / max ms | client gone p50 / max ms | upstream gone p50 / max ms"
                + " | all closes seen in ms |");
        out.println("|---|---|---|---|---|---|---|---|---|");
        for (Target target : targets) {
            if (target.javaHome() != null) {
                new Wrk(directory, 16)
                        .same(target.port(), "/mcp/json", target.token().get(), plan.warmUp());
            }
            String token = target.javaHome() == null ? "none" : stand.streamToken(target);
            try (StreamClients clients = new StreamClients(target.port(), token)) {
                measure(target, clients);
            }
        }
    }

    private void measure(Target target, StreamClients clients) throws Exception {
        String own = target.port() + "-";
        double cold = open("cold-" + own, target, clients);
        closeAll("cold-" + own, clients);
        open("between-" + own, target, clients);
        closeAll("between-" + own, clients);
        clients.firstBytes();
        long heapBefore = heap(target);
        long residentBefore = target.program().residentKib();
        double warm = open("warm-" + own, target, clients);
        List<Double> first = clients.firstBytes();
        long heapAfter = heap(target);
        long residentAfter = target.program().residentKib();
        List<String> probes = clients.open(PROBES + own, 2 * SAMPLES);
        Thread.sleep(300);
        List<Double> lag = lag(probes, clients);
        List<Double> clientGone = new ArrayList<>();
        List<Double> upstreamGone = new ArrayList<>();
        for (int i = 0; i < SAMPLES; i++) {
            String one = probes.get(2 * i);
            clientGone.add(after(() -> clients.close(one), upstream::closedAt, one));
            String other = probes.get(2 * i + 1);
            upstreamGone.add(after(() -> upstream.close(other), clients::closedAt, other));
        }
        double closes = closeAll("warm-" + own, clients);
        out.printf(
                "| %s | %.3f / %.3f | %s | %s | %d -> %d | %s | %s | %s | %.0f |%n",
                target.name(),
                cold,
                warm,
                middleAnd(first, 99),
                heapBefore < 0
                        ? "-"
                        : String.format(
                                "%.1f (%d)",
                                (heapAfter - heapBefore) / 1024.0 / plan.streams(), heapAfter / 1024 / 1024),
                residentBefore / 1024,
                residentAfter / 1024,
                middleAnd(lag, 100),
                middleAnd(clientGone, 100),
                middleAnd(upstreamGone, 100),
                closes);
    }

    private static String middleAnd(List<Double> values, int hundredths) {
        return String.format(
                "%.2f / %.2f", GatewayBench.percentile(values, 50), GatewayBench.percentile(values, hundredths));
    }

    private static long heap(Target target) throws Exception {
        return target.javaHome() == null ? -1 : target.program().liveHeap(target.javaHome());
    }

    /** The processor time of each open. */
    private double open(String prefix, Target target, StreamClients clients) throws Exception {
        long before = target.program().cpuMillis();
        clients.open(prefix, plan.streams());
        return (target.program().cpuMillis() - before) / (double) plan.streams();
    }

    /** How long it takes until the upstream has seen all of them go. */
    private double closeAll(String prefix, StreamClients clients) throws Exception {
        long start = System.nanoTime();
        for (int i = 0; i < plan.streams(); i++) {
            clients.close(prefix + i);
        }
        long last = start;
        for (int i = 0; i < plan.streams(); i++) {
            last = Math.max(last, await(upstream::closedAt, prefix + i, 0));
        }
        return (last - start) / 1e6;
    }

    private List<Double> lag(List<String> probes, StreamClients clients) throws Exception {
        List<Double> lag = new ArrayList<>();
        for (String probe : probes) {
            long sent = System.nanoTime();
            upstream.event(probe, "42");
            lag.add((await(clients::lastBytesAt, probe, sent) - sent) / 1e6);
        }
        return lag;
    }

    private static double after(Runnable action, Function<String, Long> seen, String number) throws Exception {
        long start = System.nanoTime();
        action.run();
        return (await(seen, number, start) - start) / 1e6;
    }

    /** When something was seen, not before {@code since}. */
    private static long await(Function<String, Long> seen, String number, long since) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (System.nanoTime() < end) {
            Long at = seen.apply(number);
            if (at != null && at - since >= 0) {
                return at;
            }
            Thread.sleep(0, 100_000);
        }
        throw new IllegalStateException("never seen: " + number);
    }
}
