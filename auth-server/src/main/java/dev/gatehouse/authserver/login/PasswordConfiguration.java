package dev.gatehouse.authserver.login;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.DelegatingPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * How passwords are hashed: Argon2id with 19 MiB and two passes, as OWASP's password storage cheat sheet has it, under a
 * name and version that stands in front of each hash. Hashes under other names still verify, and are replaced when their
 * owner signs in.
 */
@Configuration(proxyBeanMethods = false)
class PasswordConfiguration {

    /** A change of the parameters below is a new version. */
    static final String CURRENT = "argon2id@1";

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int LANES = 1;
    private static final int MEMORY_KIB = 19_456;
    private static final int PASSES = 2;

    private static final int MAX_THREADS = 4;
    private static final int QUEUE = 32;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @Bean
    PasswordPool passwordPool() {
        int threads = Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors());
        return new PasswordPool(encoder(), threads, QUEUE, PATIENCE);
    }

    static PasswordEncoder encoder() {
        DelegatingPasswordEncoder encoder = new DelegatingPasswordEncoder(
                CURRENT,
                Map.of(
                        CURRENT,
                        new Argon2PasswordEncoder(SALT_BYTES, HASH_BYTES, LANES, MEMORY_KIB, PASSES),
                        "bcrypt",
                        new BCryptPasswordEncoder()));
        encoder.setDefaultPasswordEncoderForMatches(new Unknown());
        return encoder;
    }

    /** Of a hash that this program cannot read: matched by nothing. */
    private static final class Unknown implements PasswordEncoder {

        @Override
        public @Nullable String encode(@Nullable CharSequence password) {
            throw new UnsupportedOperationException("an unknown hash is never made");
        }

        @Override
        public boolean matches(@Nullable CharSequence password, @Nullable String hash) {
            return false;
        }
    }
}
