/**
 * How the program stands in its surroundings: which addresses it listens on, how a launcher learns that it is ready, and
 * that it ends with its launcher.
 */
@NullMarked
package dev.gatehouse.authserver.launch;

import org.jspecify.annotations.NullMarked;
