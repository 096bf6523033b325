package dev.gatehouse.gateway.limit;

import dev.gatehouse.gateway.exchange.Exchange;
import java.util.Optional;

/** Who is counted together: a person or a machine at one issuer, and the program that they use. */
public sealed interface Caller {

    /** A user, whatever they call with. */
    record User(String issuer, String subject) implements Caller {}

    /** A client, or one API token. */
    record Client(String issuer, String id) implements Caller {}

    /** Of a good token; a token without a subject is one of its client, or of itself. */
    static Optional<Caller> user(Exchange exchange) {
        return exchange.token()
                .flatMap(token -> token.subject() == null
                        ? client(exchange)
                        : Optional.of(new User(token.issuer(), token.subject())));
    }

    /** Of a good token; empty where it does not say. */
    static Optional<Caller> client(Exchange exchange) {
        return exchange.token().flatMap(token -> {
            String id = token.clientId() == null ? token.tokenId() : token.clientId();
            return id == null ? Optional.empty() : Optional.of(new Client(token.issuer(), id));
        });
    }
}
