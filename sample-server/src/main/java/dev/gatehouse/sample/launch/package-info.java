/**
 * What the launcher asks of a program that it starts: to say when it is ready, and to end when the launcher does.
 * Nothing else calls it; without the two properties it does nothing.
 */
@NullMarked
package dev.gatehouse.sample.launch;

import org.jspecify.annotations.NullMarked;
