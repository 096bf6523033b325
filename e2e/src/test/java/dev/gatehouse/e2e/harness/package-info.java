/**
 * The people, programs and tools of the scenarios: the demo as started by the launcher, a browser, an MCP client with its
 * OAuth half, an administrator, a second issuer. Everything goes over HTTP; nothing here knows the code under test.
 */
@NullMarked
package dev.gatehouse.e2e.harness;

import org.jspecify.annotations.NullMarked;
