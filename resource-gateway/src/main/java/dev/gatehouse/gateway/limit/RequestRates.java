package dev.gatehouse.gateway.limit;

import dev.gatehouse.gateway.exchange.Exchange;
import dev.gatehouse.gateway.exchange.ExchangeLimit;
import dev.gatehouse.gateway.http.Answer;
import dev.gatehouse.gateway.http.ClientAddresses;
import dev.gatehouse.gateway.settings.GatewaySettings;
import dev.gatehouse.gateway.settings.GatewaySettings.Limits;
import dev.gatehouse.gateway.settings.GatewaySettings.Rate;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** So many requests of a user and of a client in a time, and so many bad tokens from an address. */
@Component
final class RequestRates implements ExchangeLimit {

    private final Limits limits;
    private final ClientAddresses addresses;
    private final Buckets users;
    private final Buckets clients;
    private final Buckets badTokens;

    @Autowired
    RequestRates(GatewaySettings settings, ClientAddresses addresses) {
        this(settings.limits(), addresses, System::nanoTime);
    }

    RequestRates(Limits limits, ClientAddresses addresses, LongSupplier nanoTime) {
        this.addresses = addresses;
        this.limits = limits;
        this.users = new Buckets(limits.user(), nanoTime);
        this.clients = new Buckets(limits.client(), nanoTime);
        this.badTokens = new Buckets(limits.badTokens(), nanoTime);
    }

    /** What costs us a signature, or the authorization server a question; whoever holds a token that we know is not asked. */
    @Override
    public Optional<Answer> verifying(Exchange exchange) {
        if (!limits.rated() || badTokens.untouched()) {
            return Optional.empty();
        }
        long wait = badTokens.lacking(network(exchange));
        return wait == 0 ? Optional.empty() : Optional.of(TooMany.requests("bad-tokens", limits.badTokens(), wait));
    }

    @Override
    public void rejected(Exchange exchange) {
        if (limits.rated()) {
            badTokens.take(network(exchange));
        }
    }

    @Override
    public Optional<Answer> arrived(Exchange exchange) {
        if (!limits.rated()) {
            return Optional.empty();
        }
        Optional<Answer> ofUser = take(users, "user", limits.user(), Caller.user(exchange));
        return ofUser.isPresent() ? ofUser : take(clients, "client", limits.client(), Caller.client(exchange));
    }

    /** Where it comes from. Of an IPv6 address the first half: whoever has one has all that begin with it. */
    private String network(Exchange exchange) {
        String address =
                exchange.peer().map(peer -> addresses.of(peer, exchange.head())).orElse("");
        int end = -1;
        for (int i = 0; i < 4; i++) {
            end = address.indexOf(':', end + 1);
            if (end < 0) {
                return address;
            }
        }
        return address.substring(0, end);
    }

    private static Optional<Answer> take(Buckets buckets, String policy, Rate rate, Optional<Caller> caller) {
        long wait = caller.isEmpty() ? 0 : buckets.take(caller.get());
        return wait == 0 ? Optional.empty() : Optional.of(TooMany.requests(policy, rate, wait));
    }
}
