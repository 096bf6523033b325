/**
 * Whom an upstream is shown, by the identity scheme of its server. The client's own token never goes up (MCP
 * authorization, access token privilege restriction).
 */
@NullMarked
package dev.gatehouse.gateway.identity;

import org.jspecify.annotations.NullMarked;
