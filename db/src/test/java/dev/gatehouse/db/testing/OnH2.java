package dev.gatehouse.db.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.ContextConfiguration;

/** Runs a suite against the store on an H2 file. All suites of a JVM share it; each makes rows of its own. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        classes = TestStore.class,
        webEnvironment = WebEnvironment.NONE,
        properties = {"spring.main.banner-mode=off", "logging.level.root=warn", "logging.level.dev.gatehouse=info"})
@ContextConfiguration(initializers = OnH2.Database.class)
public @interface OnH2 {

    /** Points the context at a fresh database. */
    final class Database implements ApplicationContextInitializer<ConfigurableApplicationContext> {
        @Override
        public void initialize(ConfigurableApplicationContext context) {
            TestPropertyValues.of(TestDatabase.h2().properties()).applyTo(context);
        }
    }
}
