package dev.gatehouse.gateway.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.mcp.SecondReader.Seen;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bodies out of a generator and mutations of a corpus: what is let through says to any other reader exactly what was
 * decided on, and nothing is an exception or takes long. {@code -Dgatehouse.fuzz.seed} plays other bodies.
 */
class RpcReaderFuzzTests {

    private static final Logger LOG = LoggerFactory.getLogger("fuzz");
    private static final long SEED = Long.getLong("gatehouse.fuzz.seed", 20_260_728L);
    private static final long SHORT = TimeUnit.SECONDS.toNanos(4);
    private static final long ONE_READ = TimeUnit.SECONDS.toNanos(2);

    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    private final BodyMaker maker = new BodyMaker(random, corpus());

    @Test
    void whatWasDecidedThenIsWhatAnotherReaderSees() {
        long end = System.nanoTime() + SHORT;
        int accepted = 0;
        int refused = 0;
        while (System.nanoTime() < end || accepted < 1000) {
            byte[] body = maker.next();
            if (decided(body) == null) {
                refused++;
            } else {
                accepted++;
            }
        }
        LOG.info("fuzz of the JSON-RPC reader: {} rounds, -Dgatehouse.fuzz.seed={}", accepted + refused, SEED);
        assertThat(accepted).isGreaterThanOrEqualTo(1000);
        assertThat(refused).isGreaterThanOrEqualTo(1000);
    }

    @Test
    void corpusThenAsItAlwaysWas() {
        List<String> readable = corpus().stream()
                .filter(line -> decided(line.getBytes(StandardCharsets.UTF_8)) != null)
                .toList();
        assertThat(corpus()).hasSize(34);
        assertThat(readable).hasSize(17).noneMatch(line -> line.contains("wipe\"}}") && !line.contains("arguments"));
    }

    /** JavaScript reads most upstreams' bodies: the same again with its own reader. */
    @Test
    @Tag("long")
    void whatWasDecidedThenIsWhatNodeSees(@TempDir Path folder) throws Exception {
        Path bodies = folder.resolve("bodies");
        List<Seen> decisions = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        while (decisions.size() < 20_000) {
            byte[] body = maker.next();
            Seen seen = decided(body);
            if (seen != null) {
                decisions.add(seen);
                lines.add(java.util.HexFormat.of().formatHex(body));
            }
        }
        Files.write(bodies, lines);
        Path script = folder.resolve("read.js");
        try (InputStream source = getClass().getResourceAsStream("/rpc/read.js")) {
            Files.write(script, Objects.requireNonNull(source).readAllBytes());
        }
        List<String> node = node(script, bodies, folder.resolve("seen"));
        for (int i = 0; i < decisions.size(); i++) {
            assertThat(node.get(i))
                    .as("seed %s, %s", SEED, lines.get(i))
                    .isEqualTo(decisions.get(i).line());
        }
    }

    private static List<String> node(Path script, Path bodies, Path seen) throws Exception {
        Process process;
        try {
            process = new ProcessBuilder("node", script.toString(), bodies.toString(), seen.toString())
                    .inheritIO()
                    .start();
        } catch (IOException e) {
            Assumptions.abort("there is no Node.js here");
            throw e;
        }
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();
        return Files.readAllLines(seen);
    }

    /** What was decided on, which is also what the second reader sees; null when it was refused. */
    private static Seen decided(byte[] body) {
        String repeat = "seed " + SEED + ": " + new String(body, StandardCharsets.UTF_8);
        long begin = System.nanoTime();
        RpcReading reading = RpcReader.read(body);
        assertThat(System.nanoTime() - begin).as(repeat).isLessThan(ONE_READ);
        if (reading instanceof RpcReading.Faulty faulty) {
            assertThat(faulty.fault().text()).as(repeat).startsWith("{\"jsonrpc\":\"2.0\"");
            return null;
        }
        Seen decided = Seen.of(((RpcReading.Messages) reading).messages());
        for (Seen second : SecondReader.read(body)) {
            assertThat(second).as(repeat).isEqualTo(decided);
        }
        return decided;
    }

    private static List<String> corpus() {
        try (InputStream lines = RpcReaderFuzzTests.class.getResourceAsStream("/rpc/corpus.txt")) {
            return new String(Objects.requireNonNull(lines).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
