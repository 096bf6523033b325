package dev.gatehouse.authserver.limit;

import java.time.Duration;

/** How often something may be done from one place: so many at once, and as many again over the period. */
public enum Limit {
    /** New registrations from one address. Hosted apps register for many people from few addresses. */
    REGISTRATION(200, Duration.ofMinutes(10)),
    /** Calls about registrations (RFC 7592) from one address, or with one token; refused ones count, too. */
    REGISTRATION_MANAGEMENT(200, Duration.ofMinutes(10)),
    /** Sessions begun from one address by people who are not signed in. Whole offices come from one. */
    SESSION(1000, Duration.ofMinutes(10)),
    /** Failed sign-ins from one address. */
    SIGN_IN_ADDRESS(30, Duration.ofMinutes(10)),
    /** Failed sign-ins of one person from one address. */
    SIGN_IN_PERSON_AND_ADDRESS(10, Duration.ofMinutes(10)),
    /** Failed sign-ins of one person from every address that they never signed in from. */
    SIGN_IN_PERSON(100, Duration.ofHours(1)),
    /** Failed sign-ins of one person from one device that they have signed in from. */
    SIGN_IN_DEVICE(10, Duration.ofMinutes(10)),
    /** Attempts to use links that set a password or set up an account, from one address. */
    PASSWORD_RESET(30, Duration.ofMinutes(10)),
    /** Uses of links of invitations, from one address. Whole offices join from one. */
    INVITATION(300, Duration.ofMinutes(10)),
    /** Audit rows about throttled sign-ins, for one address. */
    THROTTLE_NOTE(1, Duration.ofMinutes(10)),
    /** Lines in the log that say that there is no room. */
    BUSY_NOTE(1, Duration.ofMinutes(1)),
    /** Audit rows about token requests of one client that are refused for one reason on one server. */
    REFUSAL_NOTE(30, Duration.ofMinutes(10)),
    /** Lookups, for one address, of apps that nobody here has used yet, by documents that they publish. */
    DOCUMENT(300, Duration.ofMinutes(10)),
    /** Pushed authorization requests from one address. */
    PUSHED_REQUEST(300, Duration.ofMinutes(10)),
    /** Examinations of identity providers for one account, and lookups of what they publish. */
    PROVIDER_CHECK(30, Duration.ofMinutes(10));

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
