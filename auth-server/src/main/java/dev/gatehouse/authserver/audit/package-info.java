/**
 * The audit log behind the back of requests: an id for each of them, the sealer, its signed checkpoints, and the operator's
 * verification (docs/audit.md, ADR-0012).
 */
@NullMarked
package dev.gatehouse.authserver.audit;

import org.jspecify.annotations.NullMarked;
