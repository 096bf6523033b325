/** Integrations, and the levels that people have on chosen ones. */
@NullMarked
package dev.gatehouse.db.integration;

import org.jspecify.annotations.NullMarked;
