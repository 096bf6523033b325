/**
 * Traces (OpenTelemetry) that join client, gateway and upstream by W3C Trace Context. Where nobody collects them, nothing here
 * does anything, and what the client says of its trace passes to the upstream unchanged.
 */
@NullMarked
package dev.gatehouse.gateway.trace;

import org.jspecify.annotations.NullMarked;
