/** Connections to upstreams: one request on each at a time, kept for the next one for a while. Nothing here knows what is asked. */
@NullMarked
package dev.gatehouse.gateway.upstream;

import org.jspecify.annotations.NullMarked;
