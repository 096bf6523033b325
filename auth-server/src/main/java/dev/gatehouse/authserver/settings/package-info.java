/**
 * What the program is told from outside: {@link dev.gatehouse.authserver.settings.GatehouseProperties}, read from
 * {@code GATEHOUSE_*} and {@code gatehouse.*}, checked at the start. Unsafe values refuse to start.
 */
@NullMarked
package dev.gatehouse.authserver.settings;

import org.jspecify.annotations.NullMarked;
