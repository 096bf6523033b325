/**
 * How much of everything: requests of a user and of a client in a time, exchanges and listening streams at a server at once,
 * bad tokens from an address. All of it is counted in this process alone, in bounded memory, and none of it waits.
 */
@NullMarked
package dev.gatehouse.gateway.limit;

import org.jspecify.annotations.NullMarked;
