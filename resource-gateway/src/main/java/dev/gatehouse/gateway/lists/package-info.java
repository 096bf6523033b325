/**
 * Lists of tools, resources and prompts on their way from an upstream to a client: what a feature policy does not expose
 * is taken out, what may be cached is marked as private, what is said of tools is learned. A list that must be changed and
 * cannot be read is never passed on.
 */
@NullMarked
package dev.gatehouse.gateway.lists;

import org.jspecify.annotations.NullMarked;
