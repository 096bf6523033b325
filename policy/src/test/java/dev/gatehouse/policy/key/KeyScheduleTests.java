package dev.gatehouse.policy.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.policy.key.KeySchedule.Key;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvFileSource;

class KeyScheduleTests {

    private static final Pattern KEY = Pattern.compile("([a-z])@(\\d+)(?:([er])(\\d+))?");
    private static final KeySchedule SCHEDULE =
            new KeySchedule(Duration.ofMinutes(100), Duration.ofMinutes(10), Duration.ofMinutes(30));

    @ParameterizedTest
    @CsvFileSource(resources = "/key/schedule.csv", delimiter = '|', nullValues = "")
    void keysAtAMomentThenAsInTheTable(ArgumentsAccessor row) {
        List<Key> keys = keys(text(row, 0));
        Instant now = minute(text(row, 1));

        assertThat(SCHEDULE.current(keys, now).map(Key::kid).orElse("")).isEqualTo(text(row, 2));
        assertThat(keys.stream()
                        .map(key -> key.kid() + "=" + SCHEDULE.state(key, keys, now))
                        .collect(Collectors.joining(" ")))
                .isEqualTo(text(row, 3));
        assertThat(SCHEDULE.first(keys, now)).isEqualTo(optional(text(row, 4)));
        assertThat(SCHEDULE.due(keys, now)).isEqualTo(optional(text(row, 5)));
        assertThat(SCHEDULE.onCommand(keys, now)).isEqualTo(optional(text(row, 6)));
        assertThat(SCHEDULE.over(keys, now).stream().map(Key::kid).collect(Collectors.joining(" ")))
                .isEqualTo(text(row, 7));
    }

    @Test
    void algorithmOfTheNewestIsAnotherThenASuccessorWithTheOrdinaryOverlap() {
        List<Key> keys = keys("a@0 b@100");

        assertThat(SCHEDULE.withAlgorithm("ES256", keys, minute("95"))).isEmpty();
        assertThat(SCHEDULE.withAlgorithm("RS256", keys, minute("95"))).hasValue(minute("105"));
        assertThat(SCHEDULE.withAlgorithm("RS256", List.of(), minute("95"))).hasValue(minute("95"));
    }

    /**
     * Commands, revocations and ticks at random times: whoever holds a copy of the published set that is younger than the
     * lead finds the key of every token that is valid and whose key was not revoked.
     */
    @Test
    void alongRandomHistoriesThenEveryValidTokenHasAPublishedKeyInEveryCopy() {
        for (int seed = 0; seed < 200; seed++) {
            new History(new Random(seed)).run();
        }
    }

    private static final class History {

        private static final int TOKEN_MINUTES = 29;

        private final Random random;
        private final Map<String, Key> keys = new HashMap<>();
        private final Map<Integer, String> signedBy = new HashMap<>();
        private final Map<Integer, Set<String>> published = new HashMap<>();
        private final Set<String> fresh = new HashSet<>();
        private int made;

        History(Random random) {
            this.random = random;
        }

        void run() {
            for (int minute = 0; minute < 600; minute++) {
                step(minute(String.valueOf(minute)));
                published.put(
                        minute,
                        keys.values().stream().filter(Key::live).map(Key::kid).collect(Collectors.toSet()));
                signedBy.put(
                        minute,
                        SCHEDULE.current(keys.values(), minute(String.valueOf(minute)))
                                .orElseThrow()
                                .kid());
                check(minute);
            }
        }

        private void step(Instant now) {
            SCHEDULE.over(keys.values(), now)
                    .forEach(key ->
                            keys.put(key.kid(), new Key(key.kid(), "ES256", key.signsAt(), now, key.revokedAt())));
            Optional<Instant> signsAt =
                    random.nextInt(20) == 0 ? SCHEDULE.onCommand(keys.values(), now) : SCHEDULE.due(keys.values(), now);
            signsAt.ifPresent(this::make);
            if (random.nextInt(50) == 0) {
                List<Key> live = keys.values().stream().filter(Key::live).toList();
                revoke(live.get(random.nextInt(live.size())), now);
            }
        }

        private void make(Instant signsAt) {
            String kid = String.format("%04d", made++);
            keys.put(kid, new Key(kid, "ES256", signsAt, null, null));
        }

        private void revoke(Key key, Instant now) {
            boolean signs = SCHEDULE.state(key, keys.values(), now) == KeySchedule.State.CURRENT;
            keys.put(key.kid(), new Key(key.kid(), "ES256", key.signsAt(), null, now));
            if (signs) {
                fresh.add(String.format("%04d", made));
                make(now);
            }
        }

        private void check(int now) {
            for (int signed = Math.max(0, now - TOKEN_MINUTES); signed <= now; signed++) {
                String kid = signedBy.get(signed);
                boolean revoked = keys.get(kid).revokedAt() != null;
                for (int copy = Math.max(0, now - 9); copy <= now && !revoked; copy++) {
                    boolean unavoidable = kid.equals("0000") || fresh.contains(kid);
                    assertThat(published.get(copy).contains(kid) || (unavoidable && copy < now))
                            .as("signed at %d by %s, seen at %d in the copy of %d", signed, kid, now, copy)
                            .isTrue();
                }
            }
        }
    }

    private static String text(ArgumentsAccessor row, int column) {
        String value = row.size() > column ? row.getString(column) : null;
        return value == null ? "" : value;
    }

    private static Optional<Instant> optional(String minute) {
        return minute.isEmpty() ? Optional.empty() : Optional.of(minute(minute));
    }

    private static Instant minute(String minute) {
        return Instant.EPOCH.plus(Duration.ofMinutes(Long.parseLong(minute)));
    }

    private static List<Key> keys(String text) {
        List<Key> keys = new ArrayList<>();
        Arrays.stream(text.split(" ")).filter(word -> !word.isEmpty()).forEach(word -> {
            Matcher matcher = KEY.matcher(word);
            assertThat(matcher.matches()).as(word).isTrue();
            keys.add(new Key(
                    matcher.group(1), "ES256", minute(matcher.group(2)), closed("e", matcher), closed("r", matcher)));
        });
        return keys;
    }

    private static @Nullable Instant closed(String how, Matcher matcher) {
        return how.equals(matcher.group(3)) ? minute(matcher.group(4)) : null;
    }
}
