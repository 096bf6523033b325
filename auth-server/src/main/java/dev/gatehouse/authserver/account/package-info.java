/** The account that a session of a person is about, and what a person does in it on pages (ADR-0014). */
@NullMarked
package dev.gatehouse.authserver.account;

import org.jspecify.annotations.NullMarked;
