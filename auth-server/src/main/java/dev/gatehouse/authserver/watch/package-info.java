/**
 * What operators see of the authorization server: figures for Prometheus on a port of their own. No label holds what somebody
 * sent.
 */
@NullMarked
package dev.gatehouse.authserver.watch;

import org.jspecify.annotations.NullMarked;
