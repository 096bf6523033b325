package dev.gatehouse.authserver.key;

import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.audit.AuditEvent;
import dev.gatehouse.db.audit.AuditLog;
import dev.gatehouse.db.change.ChangeFeed;
import dev.gatehouse.db.change.ChangeType;
import dev.gatehouse.db.key.KeyRepository;
import dev.gatehouse.db.key.StoredKey;
import dev.gatehouse.db.key.StoredKey.Purpose;
import dev.gatehouse.db.key.StoredKeys;
import dev.gatehouse.policy.key.KeySchedule;
import dev.gatehouse.policy.key.KeySchedule.Key;
import dev.gatehouse.policy.key.KeySchedule.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Makes, ends and revokes keys. Every change decides again on the rows that the former change left, so that of several
 * nodes that want the same one does it. Keys are made before the transaction, since that takes time and others wait.
 */
@Component
final class KeyChanges {

    private static final Logger log = LoggerFactory.getLogger(KeyChanges.class);
    private static final String SYSTEM = "system";

    /** Whoever holds the master key. */
    private static final String OPERATOR = "operator";

    private final KeyRepository keys;
    private final KeyMaker maker;
    private final KeySchedules schedules;
    private final ChangeFeed feed;
    private final AuditLog audit;

    KeyChanges(KeyRepository keys, KeyMaker maker, KeySchedules schedules, ChangeFeed feed, AuditLog audit) {
        this.keys = keys;
        this.maker = maker;
        this.schedules = schedules;
        this.feed = feed;
        this.audit = audit;
    }

    /** At the start: the first keys, or a successor when the configured algorithm is another now. */
    void start() {
        for (Purpose purpose : Purpose.values()) {
            make(
                    purpose,
                    SYSTEM,
                    "START",
                    (schedule, all, now) -> schedule.withAlgorithm(maker.algorithm(purpose), all, now));
        }
    }

    /** Whether it is time for a change. */
    boolean due(StoredKeys all) {
        for (Purpose purpose : Purpose.values()) {
            List<Key> times = KeySchedules.times(all.of(purpose));
            KeySchedule schedule = schedules.of(purpose);
            if (schedule.due(times, all.now()).isPresent()
                    || !schedule.over(times, all.now()).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** What it is time for. */
    void onSchedule() {
        for (Purpose purpose : Purpose.values()) {
            make(purpose, SYSTEM, "SCHEDULE", KeySchedule::due);
            end(purpose);
        }
    }

    /** Successors on command; none where one is on its way. Answers the ids of those that were made. */
    List<String> rotate() {
        List<String> made = new ArrayList<>();
        for (Purpose purpose : Purpose.values()) {
            make(purpose, OPERATOR, "COMMAND", KeySchedule::onCommand).ifPresent(made::add);
        }
        return List.copyOf(made);
    }

    /**
     * Revokes a key with all that it made; when it was the one that signs, a new one signs at once. Once more, or when the
     * key has ended, nothing happens.
     *
     * @return false when there is no such key
     */
    boolean revoke(String kid) {
        Optional<StoredKey> found = find(keys.findAll(), kid);
        if (found.isEmpty()) {
            return false;
        }
        StoredKey fresh = maker.make(found.get().purpose());
        return keys.change(all -> {
            Optional<StoredKey> key = find(all, kid);
            key.ifPresent(doomed -> revoke(doomed, fresh, all));
            return key.isPresent();
        });
    }

    private void revoke(StoredKey doomed, StoredKey fresh, StoredKeys all) {
        State state = state(doomed, all);
        if (state == State.REVOKED || state == State.ENDED) {
            return;
        }
        keys.revoke(doomed.kid(), all.now());
        if (doomed.purpose() == Purpose.SIGNING) {
            feed.append(ChangeType.KEY, doomed.kid(), "KEY_REVOKED");
        }
        log.warn("key {} was revoked", doomed.kid());
        audit.append(AuditEvent.of(null, OPERATOR, AuditAction.SIGNING_KEY_REVOKED, doomed.kid(), null, state.name()));
        if (state == State.CURRENT) {
            insert(fresh.at(all.now(), all.now()), OPERATOR, "KEY_REVOKED");
        } else {
            publish(doomed.purpose(), "KEY_REVOKED");
        }
    }

    /** Where a key is in its life. */
    State state(StoredKey key, StoredKeys all) {
        return schedules
                .of(key.purpose())
                .state(KeySchedules.times(key), KeySchedules.times(all.of(key.purpose())), all.now());
    }

    private Optional<String> make(Purpose purpose, String actor, String reason, Rule rule) {
        if (signsAt(rule, purpose, keys.findAll()).isEmpty()) {
            return Optional.empty();
        }
        StoredKey fresh = maker.make(purpose);
        return keys.change(all ->
                signsAt(rule, purpose, all).map(signsAt -> insert(fresh.at(all.now(), signsAt), actor, reason)));
    }

    private Optional<Instant> signsAt(Rule rule, Purpose purpose, StoredKeys all) {
        return rule.signsAt(schedules.of(purpose), KeySchedules.times(all.of(purpose)), all.now());
    }

    private String insert(StoredKey key, String actor, String reason) {
        keys.insert(key);
        publish(key.purpose(), "KEY_ADDED");
        audit.append(AuditEvent.of(null, actor, AuditAction.SIGNING_KEY_ROTATED, key.kid(), null, reason));
        log.info("key {} ({}) signs from {}", key.kid(), key.algorithm(), key.signsAt());
        return key.kid();
    }

    private void end(Purpose purpose) {
        if (over(purpose, keys.findAll()).isEmpty()) {
            return;
        }
        keys.change(all -> {
            List<Key> over = over(purpose, all);
            over.forEach(key -> keys.end(key.kid(), all.now()));
            if (!over.isEmpty()) {
                publish(purpose, "KEY_ENDED");
            }
            return over;
        });
    }

    private List<Key> over(Purpose purpose, StoredKeys all) {
        return schedules.of(purpose).over(KeySchedules.times(all.of(purpose)), all.now());
    }

    private void publish(Purpose purpose, String reason) {
        if (purpose == Purpose.SIGNING || purpose == Purpose.ASSERTION) {
            feed.append(ChangeType.KEYS, "keys", reason);
        }
    }

    private static Optional<StoredKey> find(StoredKeys all, String kid) {
        return all.keys().stream().filter(key -> key.kid().equals(kid)).findFirst();
    }

    /** When a key signs that is to be made now; empty when none is. */
    @FunctionalInterface
    private interface Rule {
        Optional<Instant> signsAt(KeySchedule schedule, List<Key> all, Instant now);
    }
}
