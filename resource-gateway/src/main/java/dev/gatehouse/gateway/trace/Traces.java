package dev.gatehouse.gateway.trace;

import dev.gatehouse.gateway.exchange.Exchange;
import dev.gatehouse.gateway.exchange.ExchangeListener;
import dev.gatehouse.gateway.settings.ObserveSettings;
import io.netty.handler.codec.http.HttpHeaders;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * A span for each exchange and one for its way to the upstream. The spans go out by OTLP from a thread of their own, through
 * a queue that drops what is too much. Attributes: no header, no body, no query, nobody's name.
 */
@Component
final class Traces implements ExchangeListener, DisposableBean {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** A collector that is not there is tried again for longer than that: nobody waits for it. */
    private static final Duration STOP = Duration.ofSeconds(2);

    private static final int MAX_QUEUE = 2_048;
    private static final int MAX_VALUE = 128;
    private static final int SERVER_ERROR = 500;

    private static final TextMapGetter<HttpHeaders> GETTER = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(HttpHeaders headers) {
            return headers.names();
        }

        @Override
        public @Nullable String get(@Nullable HttpHeaders headers, String name) {
            return headers == null ? null : headers.get(name);
        }
    };

    private final InstantSource clock;
    private final @Nullable SdkTracerProvider provider;
    private final @Nullable Tracer tracer;

    Traces(ObserveSettings settings, InstantSource clock) {
        this.clock = clock;
        this.provider = settings.traces() == null ? null : provider(settings.traces(), settings.traceRatio());
        this.tracer = provider == null ? null : provider.get("dev.gatehouse.gateway");
    }

    private static SdkTracerProvider provider(URI endpoint, double ratio) {
        OtlpHttpSpanExporter exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(endpoint.toString())
                .setTimeout(TIMEOUT)
                .build();
        return SdkTracerProvider.builder()
                .setResource(Resource.create(Attributes.builder()
                        .put("service.name", "gatehouse-gateway")
                        .build()))
                // a client may keep its trace from being kept, and no more: what is kept costs the operator
                .setSampler(Sampler.parentBasedBuilder(new Chance(ratio))
                        .setRemoteParentSampled(new Chance(ratio))
                        .build())
                .setSpanLimits(SpanLimits.builder()
                        .setMaxAttributeValueLength(MAX_VALUE)
                        .build())
                .addSpanProcessor(BatchSpanProcessor.builder(exporter)
                        .setMaxQueueSize(MAX_QUEUE)
                        .build())
                .build();
    }

    @Override
    public void decided(Exchange exchange) {
        if (tracer == null) {
            return;
        }
        Context client = W3CTraceContextPropagator.getInstance()
                .extract(Context.root(), exchange.head().headers(), GETTER);
        Instant began = clock.instant().minusNanos(System.nanoTime() - exchange.startedAt());
        String place = exchange.place().isPresent() ? "/mcp/" + exchange.route() : "/mcp/*";
        Span span = tracer.spanBuilder(methodOf(exchange) + " " + place)
                .setParent(client)
                .setSpanKind(SpanKind.SERVER)
                .setStartTimestamp(began)
                .setAttribute("http.request.method", methodOf(exchange))
                .setAttribute("http.route", place)
                .setAttribute("gatehouse.decision.id", exchange.decisionId().toString())
                .setAttribute("gatehouse.reason", exchange.reason())
                .startSpan();
        if (!exchange.messages().isEmpty() && exchange.messages().get(0).method() != null) {
            span.setAttribute("mcp.method.name", exchange.messages().get(0).method());
        }
        exchange.traced(new Spans(span));
    }

    @Override
    public void relaying(Exchange exchange, HttpHeaders up) {
        if (tracer == null || !(exchange.trace().orElse(null) instanceof Spans spans)) {
            return;
        }
        Span span = tracer.spanBuilder(methodOf(exchange))
                .setParent(Context.root().with(spans.server))
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute("http.request.method", methodOf(exchange))
                .setAttribute(
                        "server.address",
                        exchange.server()
                                .map(server -> server.upstream().getHost())
                                .orElse(""))
                .startSpan();
        spans.client = span;
        up.remove("traceparent");
        up.remove("tracestate");
        W3CTraceContextPropagator.getInstance()
                .inject(Context.root().with(span), up, (headers, name, value) -> headers.set(name, value));
    }

    @Override
    public void ended(Exchange exchange) {
        if (!(exchange.trace().orElse(null) instanceof Spans spans)) {
            return;
        }
        boolean broken = exchange.end() == Exchange.End.UPSTREAM_BROKE;
        if (spans.client != null) {
            end(spans.client, exchange, broken || exchange.answeredAt() == 0);
        }
        spans.server.setAttribute("gatehouse.end", exchange.end().name());
        end(spans.server, exchange, broken || exchange.status() >= SERVER_ERROR);
    }

    private static void end(Span span, Exchange exchange, boolean failed) {
        if (exchange.status() != 0) {
            span.setAttribute("http.response.status_code", exchange.status());
        }
        if (failed) {
            span.setStatus(StatusCode.ERROR);
        }
        span.end();
    }

    /** Others are what a client makes up. */
    private static String methodOf(Exchange exchange) {
        return switch (exchange.head().method()) {
            case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS" ->
                exchange.head().method();
            default -> "_OTHER";
        };
    }

    /** Sends what waits, for a while. */
    @Override
    public void destroy() {
        if (provider != null) {
            provider.shutdown().join(STOP.toSeconds(), TimeUnit.SECONDS);
        }
    }

    /** The spans of an exchange: as the client's server, and as the upstream's client. */
    private static final class Spans implements Exchange.Trace {

        private final Span server;
        private @Nullable Span client;

        private Spans(Span server) {
            this.server = server;
        }

        @Override
        public String id() {
            return server.getSpanContext().getTraceId();
        }
    }
}
