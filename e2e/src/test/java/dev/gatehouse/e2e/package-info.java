/**
 * End-to-end tests: the running programs, as a person with an MCP client meets them. The demo is started once, by the
 * launcher; each class leaves the demo account as it found it, or works on a server of its own.
 */
@NullMarked
package dev.gatehouse.e2e;

import org.jspecify.annotations.NullMarked;
