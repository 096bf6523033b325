/**
 * The demo account: made on the first start with the profile {@code demo}, and only then.
 */
@NullMarked
package dev.gatehouse.authserver.demo;

import org.jspecify.annotations.NullMarked;
