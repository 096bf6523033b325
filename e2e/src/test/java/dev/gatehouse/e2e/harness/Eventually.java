package dev.gatehouse.e2e.harness;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for what must happen soon. */
public final class Eventually {

    /** What must bite at once does so within this time. */
    public static final Duration A_SECOND = Duration.ofSeconds(1);

    private static final long PAUSE_MILLIS = 25;

    private Eventually() {}

    /** Returns as soon as {@code happened}, and fails when {@code limit} has passed. */
    public static void within(Duration limit, String what, BooleanSupplier happened) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!happened.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + limit + ": " + what);
            }
            pause();
        }
    }

    /** Whether it happened in time. */
    static boolean happens(Duration limit, BooleanSupplier happened) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!happened.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            pause();
        }
        return true;
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
