package dev.gatehouse.authserver.key;

import dev.gatehouse.authserver.settings.GatehouseProperties;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;

/** A running node, as the operator's commands ask it. It starts nothing of the server but its settings. */
public final class OperatorNode {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final String address;
    private final OperatorCredential credential;

    private OperatorNode(String address, OperatorCredential credential) {
        this.address = address;
        this.credential = credential;
    }

    /**
     * Takes {@code --url} out of the words.
     *
     * @return the address; empty for the node on this machine; null when the option stands wrong
     */
    public static @Nullable String url(List<String> words) {
        int at = words.indexOf("--url");
        if (at < 0) {
            return "";
        }
        words.remove(at);
        if (at == words.size()) {
            return null;
        }
        String url = words.remove(at);
        boolean http = url.startsWith("http://") || url.startsWith("https://");
        return http ? url.replaceFirst("/+$", "") : null;
    }

    /** The node at this address, with the master key of the settings; empty, and said so, when there is none. */
    public static Optional<OperatorNode> at(String url, PrintStream err) {
        try (ConfigurableApplicationContext context = settings()) {
            GatehouseProperties properties = context.getBean(GatehouseProperties.class);
            String masterKey = properties.masterKey();
            if (masterKey == null || masterKey.isBlank()) {
                err.println("gatehouse: GATEHOUSE_MASTER_KEY (or GATEHOUSE_MASTER_KEY_FILE) is missing");
                return Optional.empty();
            }
            return Optional.of(new OperatorNode(
                    url.isEmpty() ? "http://localhost:" + properties.authPort() : url,
                    new OperatorCredential(masterKey, InstantSource.system())));
        }
    }

    /** A request that proves to come from the operator; answers begin within 20 seconds. */
    public HttpRequest request(String method, String path, HttpRequest.BodyPublisher body) {
        return HttpRequest.newBuilder(URI.create(address + path))
                .timeout(TIMEOUT)
                .header("Authorization", credential.header(method, path))
                .method(method, body)
                .build();
    }

    /** Asks it; answers the body of a 200. Whatever else comes of it is said, and empty. */
    public Optional<String> ask(String method, String path, PrintStream err) {
        try {
            HttpRequest request = request(method, path, HttpRequest.BodyPublishers.noBody());
            HttpResponse<String> answer = client().send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 200) {
                return Optional.of(answer.body());
            }
            err.println("gatehouse: " + this + " answers " + answer.statusCode() + " " + answer.body());
        } catch (IOException | IllegalArgumentException e) {
            err.println("gatehouse: " + this + " cannot be reached: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }

    /** A client for it. */
    public HttpClient client() {
        return HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    }

    /** Its address. */
    @Override
    public String toString() {
        return address;
    }

    private static ConfigurableApplicationContext settings() {
        SpringApplication application = new SpringApplication(Configured.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setRegisterShutdownHook(false);
        return application.run("--logging.level.root=ERROR");
    }

    @EnableConfigurationProperties(GatehouseProperties.class)
    static class Configured {}
}
