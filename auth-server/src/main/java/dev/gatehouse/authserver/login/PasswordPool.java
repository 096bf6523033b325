package dev.gatehouse.authserver.login;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Hashes passwords on a few threads of its own, with a bounded queue and a bounded wait, so that a flood of sign-ins takes
 * neither the processors nor the memory that the token endpoint needs.
 */
final class PasswordPool implements PasswordEncoder, DisposableBean {

    private final PasswordEncoder encoder;
    private final int room;
    private final Duration patience;
    private final ThreadPoolExecutor threads;

    PasswordPool(PasswordEncoder encoder, int size, int queue, Duration patience) {
        this.encoder = encoder;
        this.room = size + queue;
        this.patience = patience;
        AtomicInteger number = new AtomicInteger();
        this.threads =
                new ThreadPoolExecutor(size, size, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(queue), work -> {
                    Thread thread = new Thread(work, "password-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /** How many passwords may be at work or wait at once. */
    int room() {
        return room;
    }

    @Override
    public @Nullable String encode(@Nullable CharSequence password) {
        return run(() -> encoder.encode(password));
    }

    @Override
    public boolean matches(@Nullable CharSequence password, @Nullable String hash) {
        return Boolean.TRUE.equals(run(() -> encoder.matches(password, hash)));
    }

    @Override
    public boolean upgradeEncoding(@Nullable String hash) {
        return encoder.upgradeEncoding(hash);
    }

    private <T> T run(Callable<T> work) {
        Future<T> running;
        try {
            running = threads.submit(work);
        } catch (RejectedExecutionException e) {
            throw new PasswordsBusy("too many passwords wait to be hashed");
        }
        try {
            return running.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            running.cancel(false);
            threads.remove((Runnable) running);
            throw new PasswordsBusy("a password was not hashed in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PasswordsBusy("interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException("a password cannot be hashed", e.getCause());
        }
    }

    @Override
    public void destroy() {
        threads.shutdownNow();
    }
}
