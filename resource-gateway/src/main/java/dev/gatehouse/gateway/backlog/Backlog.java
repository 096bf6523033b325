package dev.gatehouse.gateway.backlog;

import java.util.Collection;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What many hand over and one thread works off. Whoever hands over never waits: what finds no place is dropped and counted.
 * What is there when the end comes is still worked off, for two seconds at the most.
 *
 * @param <T> what is handed over
 */
public final class Backlog<T> {

    private static final long STOP_MILLIS = 2_000;

    /** How long the end waits, at the most, for somebody who waits for work. */
    private static final long LOOK_MILLIS = 100;

    private final String name;
    private final BlockingQueue<T> waiting;
    private final LongAdder dropped = new LongAdder();
    private volatile @Nullable Thread thread;
    private volatile boolean ending;

    /**
     * One that is empty.
     *
     * @param name the thread's
     * @param capacity how much may wait
     */
    public Backlog(String name, int capacity) {
        this.name = name;
        this.waiting = new ArrayBlockingQueue<>(capacity);
    }

    /** Hands over. */
    public void add(T item) {
        if (!waiting.offer(item)) {
            drop(1);
        }
    }

    /** Counts what is given up for other reasons than that there is no place. */
    public void drop(long count) {
        dropped.add(count);
    }

    /** How much was dropped. */
    public long dropped() {
        return dropped.sum();
    }

    /** How much waits. */
    public int size() {
        return waiting.size();
    }

    /** Whether there is, or may come, something to do: for the thread that does it. */
    public boolean goesOn() {
        return !ending || !waiting.isEmpty();
    }

    /** Whether the end has come, and nothing should be put off. */
    public boolean isEnding() {
        return ending;
    }

    /** The next one, after a short wait if need be; null when none came. */
    public @Nullable T await() throws InterruptedException {
        return waiting.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** The next one, if it is there. */
    public @Nullable T poll() {
        return waiting.poll();
    }

    /** Those that are there. */
    public void drainTo(Collection<? super T> items, int atMost) {
        waiting.drainTo(items, atMost);
    }

    /** From now on all is dropped once there is no place: nobody works it off any more. */
    public void giveUp() {
        ending = true;
    }

    /** Starts the thread. The work goes on while {@link #goesOn()}; an interrupt ends it. */
    public void start(Work work) {
        Thread worker = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                name);
        worker.setDaemon(true);
        thread = worker;
        worker.start();
    }

    /** Waits for the thread to finish, for a while. */
    public void stop() {
        Thread worker = thread;
        thread = null;
        ending = true;
        if (worker != null) {
            try {
                worker.join(STOP_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Whether it was started, and not stopped. */
    public boolean isRunning() {
        return thread != null;
    }

    /** What the thread does. */
    @FunctionalInterface
    public interface Work {

        /** Works until there is nothing more to do. */
        void run() throws InterruptedException;
    }
}
