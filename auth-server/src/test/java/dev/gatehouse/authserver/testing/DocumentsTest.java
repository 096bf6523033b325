package dev.gatehouse.authserver.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.TestPropertySource;

/** The program with metadata documents advertised and a clock that tests move; shared by all such tests. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@AuthServerTest
@TestPropertySource(
        properties = {
            "gatehouse.cimd=on",
            "gatehouse.cimd-loopback=true",
            "gatehouse.db-url=jdbc:h2:mem:documents;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000"
        })
@Import(DocumentsTest.Parts.class)
public @interface DocumentsTest {

    /** The clock. */
    final class Parts {
        @Bean
        @Primary
        TestClock testClock() {
            return new TestClock();
        }
    }
}
