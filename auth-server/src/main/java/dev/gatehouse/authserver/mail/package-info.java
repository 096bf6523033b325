/** Mail to people: what it says, and where it goes. */
@NullMarked
package dev.gatehouse.authserver.mail;

import org.jspecify.annotations.NullMarked;
