package dev.gatehouse.sample;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.apache.catalina.connector.Connector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/** Listens on {@code ::1} besides {@code 127.0.0.1}: {@code localhost} is either, as the client's resolver likes. */
@Component
final class LoopbackConnector implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    private static final Logger LOGGER = LoggerFactory.getLogger(LoopbackConnector.class);
    private static final String ADDRESS = "::1";

    private final int port;

    LoopbackConnector(SampleServerProperties properties) {
        this.port = properties.samplePort();
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        if (!isAvailable()) {
            LOGGER.info("no IPv6 loopback address here, listening on 127.0.0.1 only");
            return;
        }
        Connector connector = new Connector(TomcatServletWebServerFactory.DEFAULT_PROTOCOL);
        connector.setProperty("address", ADDRESS);
        connector.setPort(port);
        factory.addAdditionalConnectors(connector);
    }

    private static boolean isAvailable() {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByName(ADDRESS))) {
            return probe.isBound();
        } catch (IOException unavailable) {
            return false;
        }
    }
}
