package dev.gatehouse.authserver.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random sequences of changes: after each, the program and an independent model agree on everything that access is. */
class ReachModelTests {

    private static final int STEPS = 40;
    private static final Duration SHRINKING = Duration.ofSeconds(10);

    static LongStream seeds() {
        return LongStream.concat(LongStream.of(1, 2, 3, 545_999), new Random().longs(2, 0, 1_000_000));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void anySequenceOfChangesThenDecisionsListsFamiliesAndFeedAgreeWithTheModel(long seed) {
        Random random = new Random(seed);
        boolean immediate = random.nextInt(4) == 0;
        List<ReachChange> sequence =
                Stream.generate(() -> ReachChange.random(random)).limit(STEPS).toList();
        String difference = play(sequence, immediate);
        if (!difference.isEmpty()) {
            List<ReachChange> shrunk = shrink(sequence, immediate);
            assertThat(play(shrunk, immediate))
                    .as("seed %d, immediate %s, at first %s; enough for it: %s", seed, immediate, difference, shrunk)
                    .isEmpty();
        }
    }

    /** Leaves out steps, from the last to the first, as long as what is left still fails, and as time allows. */
    private static List<ReachChange> shrink(List<ReachChange> failing, boolean immediate) {
        List<ReachChange> left = new ArrayList<>(failing);
        long until = System.nanoTime() + SHRINKING.toNanos();
        for (int i = left.size() - 1; i >= 0 && System.nanoTime() < until; i--) {
            List<ReachChange> without = new ArrayList<>(left);
            without.remove(i);
            if (!play(without, immediate).isEmpty()) {
                left = without;
            }
        }
        return left;
    }

    /** The first difference, and at which step; empty when there is none. */
    private static String play(List<ReachChange> sequence, boolean immediate) {
        ReachWorld world = new ReachWorld(immediate);
        for (int i = 0; i < sequence.size(); i++) {
            String difference;
            try {
                difference = world.step(sequence.get(i));
            } catch (ReachWorld.Different e) {
                difference = String.valueOf(e.getMessage());
            }
            if (!difference.isEmpty()) {
                return "step " + (i + 1) + " " + sequence.get(i) + ": " + difference;
            }
        }
        return "";
    }
}
