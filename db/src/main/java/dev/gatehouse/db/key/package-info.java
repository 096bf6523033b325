/**
 * Keys at rest: wrapped under the master key by whoever stores them; this package never sees one in clear.
 */
@NullMarked
package dev.gatehouse.db.key;

import org.jspecify.annotations.NullMarked;
