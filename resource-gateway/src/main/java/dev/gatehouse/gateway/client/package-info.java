/**
 * Connections of clients: requests one after another as they are framed, their bodies, and the answers to them. Nothing here
 * knows what is asked.
 */
@NullMarked
package dev.gatehouse.gateway.client;

import org.jspecify.annotations.NullMarked;
