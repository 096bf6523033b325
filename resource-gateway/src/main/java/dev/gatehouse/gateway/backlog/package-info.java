/** What event loops hand over to threads that may wait for others. */
@NullMarked
package dev.gatehouse.gateway.backlog;

import org.jspecify.annotations.NullMarked;
