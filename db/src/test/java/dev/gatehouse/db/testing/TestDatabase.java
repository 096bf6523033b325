package dev.gatehouse.db.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A fresh, empty database for a suite of tests, reached the way production reaches its own.
 *
 * @param jdbcUrl where it is
 * @param username its user
 * @param password the user's password
 */
public record TestDatabase(String jdbcUrl, String username, String password) {

    /** An H2 file in a temporary directory, with the settings of production. */
    public static TestDatabase h2() {
        try {
            Path target = Path.of("target").toAbsolutePath(); // what outlives the JVM goes with mvn clean
            Path directory = Files.isDirectory(target)
                    ? Files.createTempDirectory(target, "h2-")
                    : Files.createTempDirectory("gatehouse-h2-");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory)));
            return new TestDatabase(
                    "jdbc:h2:file:" + directory.resolve("gatehouse") + ";WRITE_DELAY=0;LOCK_TIMEOUT=10000", "sa", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A database of its own on a real PostgreSQL server, of which there is one a JVM. It is never skipped: where no server
     * can be had, this throws.
     *
     * @see PostgreSqlServer where the server comes from
     */
    public static TestDatabase postgreSql() {
        return PostgreSqlServer.get()
                .create("gatehouse_" + UUID.randomUUID().toString().replace("-", ""));
    }

    /** The properties that point Spring Boot's data source here, with the pool as production has it. */
    public Map<String, String> properties() {
        return Map.of(
                "spring.datasource.url", jdbcUrl,
                "spring.datasource.username", username,
                "spring.datasource.password", password,
                "spring.datasource.hikari.transaction-isolation", "TRANSACTION_READ_COMMITTED",
                "spring.datasource.hikari.maximum-pool-size", "20");
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            // the temporary directory is cleaned by its owner
        }
    }
}
