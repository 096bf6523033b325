/** What is deleted when everybody has forgotten it: unused registrations, authorizations that are long over. */
@NullMarked
package dev.gatehouse.db.housekeeping;

import org.jspecify.annotations.NullMarked;
