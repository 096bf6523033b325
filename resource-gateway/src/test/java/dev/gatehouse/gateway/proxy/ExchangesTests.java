package dev.gatehouse.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.exchange.Exchange;
import dev.gatehouse.gateway.exchange.ExchangeLimit;
import dev.gatehouse.gateway.exchange.ExchangeListener;
import dev.gatehouse.gateway.http.RequestHead;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;

class ExchangesTests {

    private final List<String> told = new ArrayList<>();
    private final DefaultListableBeanFactory parts = new DefaultListableBeanFactory();

    private Exchanges exchanges() {
        return new Exchanges(parts.getBeanProvider(ExchangeListener.class), parts.getBeanProvider(ExchangeLimit.class));
    }

    @Test
    void listenerOrLimitThatFailsThenTheOthersAreToldAllTheSame() {
        parts.registerSingleton("failing", new Part(what -> {
            throw new IllegalStateException("as the test wants it");
        }));
        parts.registerSingleton("other", new Part(told::add));
        Exchanges exchanges = exchanges();
        Exchange exchange = exchanges.begin("x", new RequestHead("GET", "/mcp/x", new DefaultHttpHeaders()));

        assertThat(exchanges.relaying(exchange)).isEmpty();
        exchanges.decided(exchange);
        exchanges.relaying(exchange, new DefaultHttpHeaders());
        exchanges.ended(exchange);

        assertThat(told).containsExactly("decided", "relaying", "left", "ended");
    }

    private record Part(Consumer<String> hears) implements ExchangeListener, ExchangeLimit {

        @Override
        public void decided(Exchange exchange) {
            hears.accept("decided");
        }

        @Override
        public void relaying(Exchange exchange, HttpHeaders up) {
            hears.accept("relaying");
        }

        @Override
        public void left(Exchange exchange) {
            hears.accept("left");
        }

        @Override
        public void ended(Exchange exchange) {
            hears.accept("ended");
        }
    }
}
