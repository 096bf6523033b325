package dev.gatehouse.gateway.feed;

/** Elapsed time, unmoved by changes of the clock. */
interface FeedTicker {

    /** As {@link System#nanoTime()}. */
    long nanoTime();
}
