/**
 * The keys with which the gateway signs what it says to upstreams of who calls. They come with the feed, and are in no key
 * set of the authorization server: what they sign is no access token anywhere (ADR-0023).
 */
@NullMarked
package dev.gatehouse.gateway.assertion;

import org.jspecify.annotations.NullMarked;
