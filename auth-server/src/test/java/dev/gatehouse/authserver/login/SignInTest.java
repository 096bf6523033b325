package dev.gatehouse.authserver.login;

import dev.gatehouse.authserver.testing.AuthServerTest;
import dev.gatehouse.authserver.testing.MailServer;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.TestPropertySource;

/** A program of its own for tests that fail to sign in on purpose; it takes loopback for a proxy, so that each test has addresses. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@AuthServerTest
@ContextConfiguration(initializers = MailServer.class)
@TestPropertySource(
        properties = {
            "gatehouse.trusted-proxies=127.0.0.0/8, ::1",
            "gatehouse.db-url=jdbc:h2:mem:sign-in;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000"
        })
public @interface SignInTest {}
