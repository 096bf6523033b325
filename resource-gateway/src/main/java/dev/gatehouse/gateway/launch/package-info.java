/**
 * Two agreements with whoever launches the gateway, both by environment variable: {@code GATEHOUSE_READY_FILE} is
 * written once the gateway is ready, and the gateway ends with the process {@code GATEHOUSE_PARENT_PID}.
 *
 * <p>Called by nobody: Spring starts what is in here.
 */
@NullMarked
package dev.gatehouse.gateway.launch;

import org.jspecify.annotations.NullMarked;
