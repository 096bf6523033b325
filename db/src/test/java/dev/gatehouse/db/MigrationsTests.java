package dev.gatehouse.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.db.testing.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/** The migrations, on an empty database of each kind. */
class MigrationsTests {

    private static Flyway node(TestDatabase database) {
        return Flyway.configure()
                .dataSource(database.jdbcUrl(), database.username(), database.password())
                .placeholders(Map.of("epoch", UUID.randomUUID().toString()))
                .load();
    }

    private static String epoch(TestDatabase database) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.username(), database.password());
                ResultSet row = connection.createStatement().executeQuery("select epoch from change_counter")) {
            assertThat(row.next()).isTrue();
            String epoch = row.getString(1);
            assertThat(row.next()).isFalse();
            return epoch;
        }
    }

    private static void migrateTwice(TestDatabase database) throws SQLException {
        assertThat(node(database).migrate().migrationsExecuted).isPositive();
        String epoch = epoch(database);
        Flyway second = node(database);
        assertThat(second.migrate().migrationsExecuted).isZero();
        second.validate();
        assertThat(epoch(database)).isEqualTo(epoch);
    }

    private static void migrateByTwoNodesAtOnce(TestDatabase database) throws Exception {
        CompletableFuture<Integer> first =
                CompletableFuture.supplyAsync(() -> node(database).migrate().migrationsExecuted);
        CompletableFuture<Integer> second =
                CompletableFuture.supplyAsync(() -> node(database).migrate().migrationsExecuted);
        int executed = first.get(60, TimeUnit.SECONDS) + second.get(60, TimeUnit.SECONDS);
        assertThat(executed).isEqualTo(node(database).info().applied().length);
        epoch(database);
    }

    @Test
    void migrateTwiceOnH2ThenTheSecondTimeNothing() throws Exception {
        migrateTwice(TestDatabase.h2());
    }

    @Test
    void migrateTwiceOnPostgreSqlThenTheSecondTimeNothing() throws Exception {
        migrateTwice(TestDatabase.postgreSql());
    }

    @Test
    void migrateByTwoNodesAtOnceOnH2ThenOnce() throws Exception {
        migrateByTwoNodesAtOnce(TestDatabase.h2());
    }

    @Test
    void migrateByTwoNodesAtOnceOnPostgreSqlThenOnce() throws Exception {
        migrateByTwoNodesAtOnce(TestDatabase.postgreSql());
    }
}
