package dev.gatehouse.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The sample server on a free port, for the tests of every package. */
public final class RunningServer implements AutoCloseable {

    private final int port;
    private final ConfigurableApplicationContext context;

    private RunningServer(int port, ConfigurableApplicationContext context) {
        this.port = port;
        this.context = context;
    }

    /** Starts it; the arguments are properties, {@code gatehouse.x=y}. */
    public static RunningServer start(String... properties) {
        int port = freePort();
        List<String> arguments = new ArrayList<>();
        arguments.add("--gatehouse.sample-port=" + port);
        for (String property : properties) {
            arguments.add("--" + property);
        }
        return new RunningServer(
                port, SpringApplication.run(SampleServerApplication.class, arguments.toArray(String[]::new)));
    }

    /** A port that was free a moment ago. */
    private static int freePort() {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public int port() {
        return port;
    }

    public String url() {
        return "http://localhost:" + port;
    }

    @Override
    public void close() {
        context.close();
    }
}
