package dev.gatehouse.gateway.token;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Where newer keys of our own issuer come from: the feed. */
public interface NewerKeys {

    /** The anchor as it is told to us in answer to a question asked from now on; empty when none comes in a second. */
    CompletableFuture<Optional<TrustAnchor>> next();
}
