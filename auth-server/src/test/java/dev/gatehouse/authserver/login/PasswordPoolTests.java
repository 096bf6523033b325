package dev.gatehouse.authserver.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.authserver.limit.RateLimits;
import dev.gatehouse.authserver.testing.TestSettings;
import dev.gatehouse.db.password.PasswordRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.crypto.password.PasswordEncoder;

class PasswordPoolTests {

    /** Counts, and waits where it is told to. */
    private static final class Counting implements PasswordEncoder {

        private final List<String> compared = new ArrayList<>();
        private CountDownLatch gate = new CountDownLatch(0);

        @Override
        public String encode(CharSequence password) {
            return "dummy";
        }

        @Override
        public boolean matches(CharSequence password, String hash) {
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            synchronized (compared) {
                compared.add(hash);
            }
            return hash.equals("hash of " + password);
        }
    }

    @Test
    void fullThenRefusedAtOnceAndEmptyAgainThenGoesOn() throws Exception {
        Counting slow = new Counting();
        slow.gate = new CountDownLatch(1);
        PasswordPool pool = new PasswordPool(slow, 1, 2, Duration.ofSeconds(30));
        AtomicInteger answered = new AtomicInteger();
        List<Thread> waiting = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Thread thread = new Thread(() -> answered.addAndGet(pool.matches("x", "hash of x") ? 1 : 0));
            thread.start();
            waiting.add(thread);
        }
        for (Thread thread : waiting) {
            while (thread.getState() != Thread.State.TIMED_WAITING) {
                Thread.sleep(1);
            }
        }
        assertThatThrownBy(() -> pool.matches("x", "hash of x")).isInstanceOf(PasswordsBusy.class);

        slow.gate.countDown();
        for (Thread thread : waiting) {
            thread.join();
        }
        assertThat(answered).hasValue(3);
        assertThat(pool.matches("x", "hash of x")).isTrue();
        pool.destroy();
    }

    @Test
    void notHashedInTimeThenRefused() {
        Counting slow = new Counting();
        slow.gate = new CountDownLatch(1);
        PasswordPool pool = new PasswordPool(slow, 1, 2, Duration.ofMillis(20));
        assertThatThrownBy(() -> pool.matches("x", "hash of x")).isInstanceOf(PasswordsBusy.class);
        slow.gate.countDown();
        pool.destroy();
    }

    @Test
    void signInThenOneHashIsComparedWhoeverItIs() {
        Counting counting = new Counting();
        PasswordPool pool = new PasswordPool(counting, 1, 2, Duration.ofSeconds(5));
        SignInProvider provider = new SignInProvider(
                name -> PersonDetailsService.signedIn(person(name)),
                (user, hash) -> user,
                pool,
                new SignInThrottle(new RateLimits(TestSettings.with("i", "g", ""))));
        for (String user : List.of("known", "nobody", "disabled", "none")) {
            counting.compared.clear();
            var attempt = UsernamePasswordAuthenticationToken.unauthenticated(user, "wrong");
            attempt.setDetails(new SignInAttempt(user, "192.0.2.1", null));
            assertThatThrownBy(() -> provider.authenticate(attempt)).isExactlyInstanceOf(BadCredentialsException.class);
            assertThat(counting.compared).as(user).hasSize(1);
        }
        pool.destroy();
    }

    @Test
    void hashOfAnUnknownKindThenMatchesNothing() {
        PasswordEncoder encoder = PasswordConfiguration.encoder();
        assertThat(encoder.matches("x", "{noop}x")).isFalse();
        assertThat(encoder.matches("x", "x")).isFalse();
        String hash = encoder.encode("x");
        assertThat(hash).startsWith("{argon2id@1}$argon2id$");
        assertThat(encoder.matches("x", hash)).isTrue();
        assertThat(encoder.upgradeEncoding(hash)).isFalse();
    }

    private static Optional<PasswordRow> person(String name) {
        UUID id = UUID.randomUUID();
        return switch (name) {
            case "known" -> Optional.of(new PasswordRow(id, name, "Known", "hash of right", 0, true));
            case "disabled" -> Optional.of(new PasswordRow(id, name, "Disabled", "hash of wrong", 0, false));
            case "none" -> Optional.of(new PasswordRow(id, name, "No password", null, 0, true));
            default -> Optional.empty();
        };
    }
}
