package dev.gatehouse.gateway.watch;

import dev.gatehouse.gateway.feed.Feed;
import dev.gatehouse.gateway.feed.Feed.View;
import dev.gatehouse.gateway.report.DecisionReports;
import dev.gatehouse.gateway.token.TokenVerifier;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.netty4.NettyAllocatorMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.util.function.ToDoubleFunction;
import org.springframework.stereotype.Component;

/** Everything that is measured but the exchanges themselves, and all of it as a page for Prometheus. */
@Component
final class Figures {

    private final PrometheusMeterRegistry registry;
    private final ExchangeFigures exchanges;
    private final JvmGcMetrics garbage = new JvmGcMetrics();

    Figures(
            PrometheusMeterRegistry registry,
            ExchangeFigures exchanges,
            Feed feed,
            TokenVerifier tokens,
            AccessLog log,
            DecisionReports reports) {
        this.registry = registry;
        this.exchanges = exchanges;
        feed(feed);
        tokens(tokens);
        count("gatehouse.access.log.dropped", "lines that were not written", log, AccessLog::dropped);
        count("gatehouse.decision.reports.sent", "refusals that can be looked up", reports, DecisionReports::sent);
        count("gatehouse.decision.reports.dropped", "refusals that cannot", reports, DecisionReports::dropped);
        machine();
    }

    /** All of it, in the text format of Prometheus 0.0.4. */
    String page() {
        exchanges.tidy();
        return registry.scrape();
    }

    private void feed(Feed feed) {
        // Before the first snapshot there is no age: a figure that is not there is not a number that looks good.
        gauge("gatehouse.feed.staleness.seconds", "since the state was last known to be up to date", feed, now -> {
            View view = now.view();
            return view == null ? Double.NaN : view.staleness().toNanos() / 1e9;
        });
        gauge("gatehouse.feed.ready", "1 once a snapshot is in force", feed, now -> now.view() == null ? 0 : 1);
        gauge("gatehouse.revocations.held", "revocation entries that are looked up on each use", feed, now -> {
            View view = now.view();
            return view == null ? 0 : view.state().revocations().size();
        });
    }

    private void tokens(TokenVerifier tokens) {
        count(
                "gatehouse.token.lookups",
                "JWTs that came",
                tokens,
                of -> of.figures().lookups());
        count(
                "gatehouse.token.verifications",
                "JWTs that were not remembered",
                tokens,
                of -> of.figures().checks());
        count(
                "gatehouse.token.verification.seconds",
                "time that their verification took",
                tokens,
                of -> of.figures().nanos() / 1e9);
    }

    private void machine() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        garbage.bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        if (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider) {
            new NettyAllocatorMetrics(provider).bindTo(registry);
        }
    }

    private <T> void gauge(String name, String description, T of, ToDoubleFunction<T> value) {
        Gauge.builder(name, of, value).description(description).register(registry);
    }

    private <T> void count(String name, String description, T of, ToDoubleFunction<T> value) {
        FunctionCounter.builder(name, of, value).description(description).register(registry);
    }
}
