package dev.gatehouse.db.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * The PostgreSQL server of this JVM's tests: the one that {@code GATEHOUSE_TEST_PG_URL}, {@code _USERNAME} and
 * {@code _PASSWORD} name; else a container, where there is Docker; else an embedded one.
 */
final class PostgreSqlServer {

    private static final Logger log = LoggerFactory.getLogger(PostgreSqlServer.class);
    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private static PostgreSqlServer running;

    private final String url;
    private final String username;
    private final String password;

    private PostgreSqlServer(String url, String username, String password) {
        this.url = url;
        this.username = username;
        this.password = password;
    }

    static synchronized PostgreSqlServer get() {
        if (running == null) {
            running = find();
        }
        return running;
    }

    private static PostgreSqlServer find() {
        String url = System.getenv("GATEHOUSE_TEST_PG_URL");
        if (url != null && !url.isBlank()) {
            log.info("PostgreSQL: the server that GATEHOUSE_TEST_PG_URL names");
            return new PostgreSqlServer(
                    url, env("GATEHOUSE_TEST_PG_USERNAME", "postgres"), env("GATEHOUSE_TEST_PG_PASSWORD", ""));
        }
        return dockerIsThere() ? container() : embedded();
    }

    private static String env(String name, String otherwise) {
        String value = System.getenv(name);
        return value == null ? otherwise : value;
    }

    private static boolean dockerIsThere() {
        try {
            return DockerClientFactory.instance().isDockerAvailable();
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static PostgreSqlServer container() {
        log.info("PostgreSQL: a container");
        PostgreSQLContainer container = new PostgreSQLContainer("postgres:18-alpine");
        container.start(); // Ryuk stops it
        return new PostgreSqlServer(container.getJdbcUrl(), container.getUsername(), container.getPassword());
    }

    private static PostgreSqlServer embedded() {
        log.info("PostgreSQL: embedded");
        try {
            EmbeddedPostgres server = EmbeddedPostgres.builder().start(); // stops with the JVM
            return new PostgreSqlServer(server.getJdbcUrl("postgres", "postgres"), "postgres", "postgres");
        } catch (IOException e) {
            throw new UncheckedIOException("no PostgreSQL could be had for the tests", e);
        }
    }

    /** A new database; a new schema where the user may not create one. It is dropped when the JVM ends. */
    TestDatabase create(String name) {
        try {
            execute("create database " + name);
            dropAtExit("drop database if exists " + name + " with (force)");
            return new TestDatabase(url.replaceFirst("(//[^/]+/)[^?]*", "$1" + name), username, password);
        } catch (SQLException e) {
            if (!INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
                throw new IllegalStateException("no database for the tests", e);
            }
        }
        try {
            execute("create schema " + name);
            dropAtExit("drop schema if exists " + name + " cascade");
            return new TestDatabase(
                    url + (url.contains("?") ? "&" : "?") + "currentSchema=" + name, username, password);
        } catch (SQLException e) {
            throw new IllegalStateException("neither a database nor a schema for the tests", e);
        }
    }

    private void dropAtExit(String sql) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                execute(sql);
            } catch (SQLException e) {
                // an embedded server or a container is gone already
            }
        }));
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, username, password);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
