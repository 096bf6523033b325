package dev.gatehouse.bench.gateway;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** POSTs of {@code tools/call}, one target after the other, round after round. */
final class PostRounds {

    private static final String PATH = "/mcp/json";
    private static final int FRESH_A_SECOND = 8_000;
    private static final int WARM_REQUESTS = 100_000;

    private final Path directory;
    private final GatewayBench.Plan plan;
    private final PrintStream out;
    private final Wrk wrk;

    PostRounds(Path directory, GatewayBench.Plan plan, PrintStream out) {
        this.directory = directory;
        this.plan = plan;
        this.out = out;
        this.wrk = new Wrk(directory, 16);
    }

    private interface Load {
        Wrk.Round run(int round, int seconds) throws IOException, InterruptedException;
    }

    private static final class Results {
        private final List<Double> cpu = new ArrayList<>();
        private final List<Double> rate = new ArrayList<>();
        private final List<Double> p50 = new ArrayList<>();
        private final List<Double> p99 = new ArrayList<>();
        private long errors;
    }

    /** The same token each time. */
    void cached(List<Target> targets) throws IOException, InterruptedException {
        Map<Target, Load> loads = new LinkedHashMap<>();
        for (Target target : targets) {
            String token = target.token().get();
            loads.put(target, (round, seconds) -> wrk.same(target.port(), PATH, token, seconds));
        }
        out.printf("%nPOST tools/call, the same token each time%n%n");
        rounds(loads);
    }

    /** Another token each time. */
    void fresh(List<Target> targets) throws IOException, InterruptedException {
        Map<Target, Load> loads = new LinkedHashMap<>();
        int perRound = FRESH_A_SECOND * plan.seconds();
        int all = perRound * plan.rounds() + FRESH_A_SECOND / 2 * plan.warmUp();
        for (Target target : targets) {
            Path file = directory.resolve("tokens-" + target.port());
            Files.write(
                    file,
                    IntStream.range(0, all)
                            .parallel()
                            .mapToObj(i -> target.token().get())
                            .toList());
            loads.put(
                    target,
                    (round, seconds) -> wrk.fresh(target.port(), PATH, file, (long) (round - 1) * perRound, seconds));
            if (target.javaHome() != null) {
                loads.put(
                        target,
                        (round, seconds) -> wrk.fresh(
                                target.port(),
                                PATH,
                                file,
                                round == 0 ? (long) plan.rounds() * perRound : (long) (round - 1) * perRound,
                                seconds));
            }
        }
        out.printf(
                "%nPOST tools/call, a token that was never seen each time (at most %d a second)%n%n", FRESH_A_SECOND);
        rounds(loads);
    }

    private void rounds(Map<Target, Load> loads) throws IOException, InterruptedException {
        Map<Target, Results> all = new LinkedHashMap<>();
        for (Map.Entry<Target, Load> entry : loads.entrySet()) {
            all.put(entry.getKey(), new Results());
            Wrk.check(entry.getKey(), PATH);
            if (entry.getKey().javaHome() != null) {
                warmUp(entry.getValue());
            }
        }
        for (int round = 1; round <= plan.rounds(); round++) {
            for (Map.Entry<Target, Load> entry : loads.entrySet()) {
                Target target = entry.getKey();
                long before = target.program().cpuMillis();
                Wrk.Round measured = entry.getValue().run(round, plan.seconds());
                long after = target.program().cpuMillis();
                Results results = all.get(target);
                results.cpu.add((after - before) / (double) Math.max(1, measured.requests()));
                results.rate.add(measured.requests() / (measured.millis() / 1000));
                results.p50.add(measured.p50());
                results.p99.add(measured.p99());
                results.errors += measured.errors();
            }
        }
        print(all);
    }

    /** For so long, and on a busy machine as much longer as a compiler needs. */
    private void warmUp(Load load) throws IOException, InterruptedException {
        long requests = 0;
        for (int times = 0; times < 6 && (times == 0 || requests < WARM_REQUESTS); times++) {
            requests += load.run(0, plan.warmUp()).requests();
        }
    }

    private void print(Map<Target, Results> all) throws IOException {
        double yardstick = GatewayBench.median(all.values().iterator().next().cpu);
        out.println("| | CPU-ms median (best) | x nginx | requests/s | p50 ms | p99 ms | RSS MiB | errors |");
        out.println("|---|---|---|---|---|---|---|---|");
        for (Map.Entry<Target, Results> entry : all.entrySet()) {
            Results results = entry.getValue();
            double cpu = GatewayBench.median(results.cpu);
            out.printf(
                    "| %s | %.4f (%.4f) | %.2f | %.0f | %.2f | %.2f | %d | %d |%n",
                    entry.getKey().name(),
                    cpu,
                    GatewayBench.percentile(results.cpu, 0),
                    cpu / yardstick,
                    GatewayBench.median(results.rate),
                    GatewayBench.median(results.p50),
                    GatewayBench.median(results.p99),
                    entry.getKey().program().residentKib() / 1024,
                    results.errors);
        }
    }
}
