package dev.gatehouse.authserver.launch;

import dev.gatehouse.authserver.settings.GatehouseProperties;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardHost;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/**
 * Listens on 127.0.0.1 and ::1 where loopback is asked for: deployed clients resolve {@code localhost} to either. Tomcat's
 * own error pages, for requests that it cannot parse, say nothing about the server.
 */
@Component
final class LoopbackConnectors implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    private static final Logger log = LoggerFactory.getLogger(LoopbackConnectors.class);

    private final GatehouseProperties properties;

    LoopbackConnectors(GatehouseProperties properties) {
        this.properties = properties;
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.addContextCustomizers(context -> {
            if (context.getParent() instanceof StandardHost host) {
                host.getPipeline().addValve(new TerseErrorReport());
            }
        });
        if (properties.bind() != GatehouseProperties.Bind.LOOPBACK) {
            return;
        }
        try {
            factory.setAddress(InetAddress.getByName("127.0.0.1"));
            InetAddress ipv6 = InetAddress.getByName("::1");
            if (usable(ipv6)) {
                Connector connector = new Connector(TomcatServletWebServerFactory.DEFAULT_PROTOCOL);
                connector.setPort(properties.authPort());
                connector.setProperty("address", "::1");
                factory.addAdditionalConnectors(connector);
            } else {
                log.info("this machine has no ::1, listening on 127.0.0.1 only");
            }
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address literal needs no name service", e);
        }
    }

    private static boolean usable(InetAddress address) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(address, 0));
            return true;
        } catch (java.io.IOException e) {
            return false;
        }
    }
}
