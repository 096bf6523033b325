/**
 * The command line over the Admin API, {@code ./gatehouse server|user|grant|…}: a table of commands and one client, without
 * Spring (ADR-0016).
 */
@NullMarked
package dev.gatehouse.authserver.cli;

import org.jspecify.annotations.NullMarked;
