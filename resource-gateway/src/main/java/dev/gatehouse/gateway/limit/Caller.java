package dev.gatehouse.gateway.limit;

import dev.gatehouse.gateway.exchange.Exchange;
import dev.gatehouse.gateway.server.ServerEntry;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who is counted together: a person or a machine at one issuer, and the program that they use, at the servers of one account.
 * Without the account anybody could use up what others have: each account names its issuers by itself, with keys of its own.
 */
public sealed interface Caller {

    /** A user, whatever they call with. */
    record User(@Nullable UUID account, String issuer, String subject) implements Caller {}

    /** A client, or one API token. */
    record Client(@Nullable UUID account, String issuer, String id) implements Caller {}

    /** Of a good token; a token without a subject is one of its client, or of itself. */
    static Optional<Caller> user(Exchange exchange) {
        return exchange.token()
                .flatMap(token -> token.subject() == null
                        ? client(exchange)
                        : Optional.of(new User(account(exchange), token.issuer(), token.subject())));
    }

    /** Of a good token; empty where it does not say. */
    static Optional<Caller> client(Exchange exchange) {
        return exchange.token().flatMap(token -> {
            String id = token.clientId() == null ? token.tokenId() : token.clientId();
            return id == null ? Optional.empty() : Optional.of(new Client(account(exchange), token.issuer(), id));
        });
    }

    /** Of what was at the route when the head had arrived: the same from the first step of an exchange to the last. */
    private static @Nullable UUID account(Exchange exchange) {
        return exchange.place()
                .map(place -> place instanceof ServerEntry.Served served
                        ? served.server().view().accountId()
                        : null)
                .orElse(null);
    }
}
