/** What is known of the tools of upstreams: only what they say themselves, in the lists that they answer with. */
@NullMarked
package dev.gatehouse.gateway.tools;

import org.jspecify.annotations.NullMarked;
