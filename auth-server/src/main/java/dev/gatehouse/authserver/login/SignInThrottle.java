package dev.gatehouse.authserver.login;

import dev.gatehouse.authserver.limit.Limit;
import dev.gatehouse.authserver.limit.RateLimits;
import dev.gatehouse.authserver.secret.Secrets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Bounds failed sign-ins, without a way to lock the owner out: a device from which the person has signed in before has a
 * budget of its own, which nobody else can use up. All others share three: that of the address, that of the person from
 * the address, and that of the person from everywhere.
 *
 * <p>It is judged before a password is hashed, and says the same of people who do not exist. An attempt is counted when it
 * begins, so that attempts in parallel gain nothing, and the count is taken back when it succeeds.
 */
@Component
final class SignInThrottle {

    private static final Logger log = LoggerFactory.getLogger(SignInThrottle.class);

    private final RateLimits limits;

    SignInThrottle(RateLimits limits) {
        this.limits = limits;
    }

    /** Counts an attempt; empty when it may go on, else after how long the next may be made. */
    Optional<Duration> begin(SignInAttempt attempt) {
        Map<Limit, String> counted = new LinkedHashMap<>();
        for (Map.Entry<Limit, String> budget : budgets(attempt).entrySet()) {
            Optional<Duration> wait = limits.take(budget.getKey(), budget.getValue());
            if (wait.isPresent()) {
                counted.forEach(limits::giveBack);
                return wait;
            }
            counted.put(budget.getKey(), budget.getValue());
        }
        return Optional.empty();
    }

    /** The password was right: only failures count, and those of this place are forgotten. */
    void succeeded(SignInAttempt attempt) {
        budgets(attempt).forEach((limit, place) -> {
            if (limit == Limit.SIGN_IN_PERSON_AND_ADDRESS || limit == Limit.SIGN_IN_DEVICE) {
                limits.forget(limit, place);
            } else {
                limits.giveBack(limit, place);
            }
        });
    }

    /** Nobody looked at the password. */
    void undone(SignInAttempt attempt) {
        budgets(attempt).forEach(limits::giveBack);
    }

    /**
     * There was no room to look at the password. That costs nobody their own attempts, but it does cost the address: else a
     * flood that fills the room would be free.
     */
    void busy(SignInAttempt attempt) {
        budgets(attempt).forEach((limit, place) -> {
            if (limit != Limit.SIGN_IN_ADDRESS) {
                limits.giveBack(limit, place);
            }
        });
        if (limits.take(Limit.BUSY_NOTE, "sign-in").isEmpty()) {
            log.warn("more people want to sign in than there is room for");
        }
    }

    /** Whether this refusal is the first in a while from its address, and so worth a line in the audit log. */
    boolean worthNoting(SignInAttempt attempt) {
        return limits.take(Limit.THROTTLE_NOTE, attempt.address()).isEmpty();
    }

    private static Map<Limit, String> budgets(SignInAttempt attempt) {
        String person = Secrets.digest(attempt.person());
        Map<Limit, String> budgets = new LinkedHashMap<>();
        if (attempt.device() != null) {
            budgets.put(Limit.SIGN_IN_DEVICE, attempt.device() + " " + person);
            return budgets;
        }
        budgets.put(Limit.SIGN_IN_ADDRESS, attempt.address());
        budgets.put(Limit.SIGN_IN_PERSON_AND_ADDRESS, attempt.address() + " " + person);
        budgets.put(Limit.SIGN_IN_PERSON, person);
        return budgets;
    }
}
