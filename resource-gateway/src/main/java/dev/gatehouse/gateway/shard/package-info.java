/** An immutable map that is cheap to change at any size. Knows nothing of what is in it. */
@NullMarked
package dev.gatehouse.gateway.shard;

import org.jspecify.annotations.NullMarked;
