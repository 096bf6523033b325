package dev.gatehouse.gateway.proxy;

import dev.gatehouse.gateway.http.JudgedAddresses;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.util.concurrent.FastThreadLocal;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import reactor.netty.NettyPipeline;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClient.RequestSender;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/**
 * Clients for the upstreams, one for each event loop: an exchange stays on the loop of its client's connection, both ways,
 * and no lock or queue is between the two. Connections are pooled by the upstream's address, so that a bad upstream
 * takes none from another.
 */
final class UpstreamClients {

    private static final int CONNECT_TIMEOUT_MILLIS = 3_000;
    private static final int MAX_PREPARED = 2_000;

    private final LoopResources loops;
    private final JudgedAddresses addresses;
    private final FastThreadLocal<Prepared> ofThisLoop = new FastThreadLocal<>() {
        @Override
        protected Prepared initialValue() {
            return new Prepared(client());
        }
    };

    UpstreamClients(LoopResources loops, JudgedAddresses addresses) {
        this.loops = loops;
        this.addresses = addresses;
    }

    /** A request that lacks its headers and its body. To be called on an event loop, for which it is. */
    RequestSender request(String method, URI upstream) {
        return ofThisLoop.get().request(method, upstream);
    }

    private HttpClient client() {
        ConnectionProvider pool = ConnectionProvider.builder("upstream")
                .maxConnections(100_000)
                .pendingAcquireMaxCount(1_000)
                .pendingAcquireTimeout(Duration.ofSeconds(5))
                // Below the five seconds after which common servers close an idle connection under a request.
                .maxIdleTime(Duration.ofSeconds(4))
                .lifo()
                .build();
        return HttpClient.create(pool)
                .runOn(loops)
                .resolver(addresses)
                .followRedirect(false)
                .compress(false)
                .disableRetry(true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
                .option(ChannelOption.TCP_NODELAY, true)
                .doOnChannelInit((observer, channel, remote) ->
                        channel.pipeline().addAfter(NettyPipeline.HttpCodec, "interim-answers", new InterimAnswers()))
                .httpResponseDecoder(spec -> spec.maxHeaderSize(32 * 1024).maxInitialLineLength(8 * 1024));
    }

    /** A client is copied at each step of its configuration: the steps that are always the same are taken once. */
    private static final class Prepared {

        private final HttpClient client;
        private final Map<String, Map<URI, RequestSender>> requests = new HashMap<>();

        private Prepared(HttpClient client) {
            this.client = client;
        }

        private RequestSender request(String method, URI upstream) {
            Map<URI, RequestSender> byAddress = requests.computeIfAbsent(method, name -> new HashMap<>());
            RequestSender known = byAddress.get(upstream);
            if (known == null) {
                known = client.request(HttpMethod.valueOf(method)).uri(upstream);
                if (byAddress.size() >= MAX_PREPARED) {
                    byAddress.clear();
                }
                byAddress.put(upstream, known);
            }
            return known;
        }
    }
}
