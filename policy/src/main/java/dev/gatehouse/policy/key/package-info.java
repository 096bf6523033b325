/** The life of a key: when it is published, when it signs, when it is gone. */
@NullMarked
package dev.gatehouse.policy.key;

import org.jspecify.annotations.NullMarked;
