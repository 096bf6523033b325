/** Set-up links: how the first owner of an account, and of each further one, comes in. */
@NullMarked
package dev.gatehouse.authserver.setup;

import org.jspecify.annotations.NullMarked;
