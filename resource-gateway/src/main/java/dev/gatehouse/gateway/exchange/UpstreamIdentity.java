package dev.gatehouse.gateway.exchange;

import dev.gatehouse.gateway.http.Answer.Header;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Whom the upstream is shown: by the identity scheme of the server. The client's own token never goes up. */
public interface UpstreamIdentity {

    /** The headers for the upstream of an exchange that was allowed. Whoever stops waiting cancels nothing. */
    CompletableFuture<Outcome> of(Exchange exchange);

    /** What came of it. */
    sealed interface Outcome {

        /**
         * These headers say who it is.
         *
         * @param headers none for the scheme that shows nobody
         */
        record Shown(List<Header> headers) implements Outcome {

            /** Copies. */
            public Shown {
                headers = List.copyOf(headers);
            }

            @Override
            public String toString() {
                return "Shown[" + headers.stream().map(Header::name).toList() + "]";
            }
        }

        /** There is none for this caller at this server: the policy says what that means. */
        record Missing() implements Outcome {}

        /** Nobody knows at the moment; it may be worth trying again. */
        record Unavailable() implements Outcome {}
    }
}
