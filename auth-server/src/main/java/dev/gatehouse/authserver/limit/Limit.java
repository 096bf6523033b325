package dev.gatehouse.authserver.limit;

import java.time.Duration;

/** How often something may be done from one place: so many at once, and as many again over the period. */
public enum Limit {
    /** New registrations from one address. Hosted apps register for many people from few addresses. */
    REGISTRATION(200, Duration.ofMinutes(10));

    private final long capacity;
    private final Duration period;

    Limit(long capacity, Duration period) {
        this.capacity = capacity;
        this.period = period;
    }

    long capacity() {
        return capacity;
    }

    Duration period() {
        return period;
    }
}
