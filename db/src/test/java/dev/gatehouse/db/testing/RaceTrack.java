package dev.gatehouse.db.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;

/**
 * Runs races: in each round some racers start together, and when all are through, a rule must hold. Prints one line of
 * figures a race. No broken rule in N rounds says that less than 3/N of all rounds break it, with 95 % confidence, and no
 * more; {@code -Dgatehouse.race.rounds=2000} runs more of them.
 */
public final class RaceTrack implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RaceTrack.class);
    private static final int ROUNDS = Integer.getInteger("gatehouse.race.rounds", 250);

    private final ExecutorService threads = Executors.newCachedThreadPool(RaceTrack::racer);
    private final String database;

    /** On the database of a context. */
    public RaceTrack(Environment environment) {
        String url = environment.getRequiredProperty("spring.datasource.url");
        this.database = url.startsWith("jdbc:h2:") ? "H2" : "PostgreSQL";
    }

    private static Thread racer(Runnable work) {
        Thread thread = new Thread(work, "racer");
        thread.setDaemon(true);
        return thread;
    }

    /** One round of a race. */
    @FunctionalInterface
    public interface Round {
        /** Runs round number {@code n} and names each rule that was broken. */
        List<String> run(int n) throws Exception;
    }

    /**
     * Runs all rounds and fails when a rule was broken in any.
     *
     * @param note goes into the line of figures
     */
    public void race(String name, String note, Round round) throws Exception {
        race(name, note, ROUNDS, round);
    }

    /** The same with fewer rounds, where one takes long. */
    public void race(String name, String note, int atMost, Round round) throws Exception {
        int rounds = Math.min(atMost, ROUNDS);
        long start = System.nanoTime();
        int brokenRounds = 0;
        List<String> broken = new ArrayList<>();
        for (int n = 0; n < rounds; n++) {
            List<String> rules = round.run(n);
            if (!rules.isEmpty()) {
                brokenRounds++;
                broken.addAll(rules);
            }
        }
        String seconds = String.format(Locale.ROOT, "%.1f", (System.nanoTime() - start) / 1e9);
        String figures = "race " + name + " " + database + ": " + rounds + " rounds, " + brokenRounds + " broken"
                + (note.isEmpty() ? "" : " (" + note + ")") + ", " + seconds + " s";
        log.info(figures);
        assertThat(broken).as(figures).isEmpty();
    }

    /** Starts the racers together and waits for all of them; what one throws comes out. */
    public <T> List<T> start(List<Callable<T>> racers) throws Exception {
        CyclicBarrier line = new CyclicBarrier(racers.size());
        List<Future<T>> running = new ArrayList<>();
        for (Callable<T> racer : racers) {
            running.add(threads.submit(() -> {
                line.await();
                return racer.call();
            }));
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        List<T> results = new ArrayList<>();
        for (Future<T> runner : running) {
            results.add(result(runner, deadline));
        }
        return results;
    }

    private static <T> T result(Future<T> runner, long deadline) throws Exception {
        try {
            return runner.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("a racer failed: " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("a racer hangs", e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
