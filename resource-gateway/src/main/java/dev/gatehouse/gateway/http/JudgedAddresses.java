package dev.gatehouse.gateway.http;

import dev.gatehouse.gateway.settings.GatewaySettings;
import dev.gatehouse.policy.net.AddressRule;
import io.netty.resolver.AbstractAddressResolver;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import reactor.netty.resources.LoopResources;
import reactor.netty.transport.NameResolverProvider;

/**
 * Resolves for a connection to a place that an admin has named, judges every address, and hands out the very addresses that
 * were judged: what a name resolves to before or afterwards does not matter. Addresses that are written out are judged, too.
 * A name with any address that may not be connected to is refused as a whole, because no honest name is both inside and
 * outside.
 */
@Component
public final class JudgedAddresses extends AddressResolverGroup<InetSocketAddress> {

    private final AddressRule rule;
    private final AddressResolverGroup<InetSocketAddress> names;

    @Autowired
    JudgedAddresses(GatewaySettings settings, LoopResources loops) {
        this(
                settings.upstreams(),
                NameResolverProvider.builder().build().newNameResolverGroup(loops, LoopResources.DEFAULT_NATIVE));
    }

    JudgedAddresses(AddressRule rule, AddressResolverGroup<InetSocketAddress> names) {
        this.rule = rule;
        this.names = names;
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
        return new Judging(executor, names.getResolver(executor));
    }

    @Override
    public void close() {
        super.close();
        names.close();
    }

    private final class Judging extends AbstractAddressResolver<InetSocketAddress> {

        private final AddressResolver<InetSocketAddress> inner;

        private Judging(EventExecutor executor, AddressResolver<InetSocketAddress> inner) {
            super(executor, InetSocketAddress.class);
            this.inner = inner;
        }

        /** Never: what is resolved already comes here to be judged. */
        @Override
        protected boolean doIsResolved(InetSocketAddress address) {
            return false;
        }

        @Override
        protected void doResolve(InetSocketAddress address, Promise<InetSocketAddress> promise) {
            Promise<List<InetSocketAddress>> all = executor().newPromise();
            all.addListener(done -> {
                if (all.isSuccess()) {
                    promise.trySuccess(all.getNow().get(0));
                } else {
                    promise.tryFailure(all.cause());
                }
            });
            doResolveAll(address, all);
        }

        @Override
        protected void doResolveAll(InetSocketAddress address, Promise<List<InetSocketAddress>> promise) {
            if (!address.isUnresolved()) {
                judge(List.of(address), promise);
                return;
            }
            inner.resolveAll(address).addListener(done -> {
                if (done.isSuccess()) {
                    @SuppressWarnings("unchecked")
                    List<InetSocketAddress> found = (List<InetSocketAddress>) done.getNow();
                    judge(found, promise);
                } else {
                    promise.tryFailure(done.cause());
                }
            });
        }

        private void judge(List<InetSocketAddress> addresses, Promise<List<InetSocketAddress>> promise) {
            boolean allowed = !addresses.isEmpty()
                    && addresses.stream()
                            .map(InetSocketAddress::getAddress)
                            .allMatch(address -> address != null && rule.allows(address));
            if (allowed) {
                promise.trySuccess(addresses);
            } else {
                promise.tryFailure(new ForbiddenAddress());
            }
        }
    }

    /** The address may not be connected to. */
    public static final class ForbiddenAddress extends UnknownHostException {

        private static final long serialVersionUID = 1L;

        ForbiddenAddress() {
            super("the address is not public, and GATEHOUSE_UPSTREAM_PRIVATE does not name its network");
        }
    }
}
