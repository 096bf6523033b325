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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * {@code ./gatehouse keys}: asks a running node to list, rotate or revoke keys, and prints its JSON answer. It starts
 * nothing of the server but its settings.
 */
public final class KeysCommand {

    /** The first argument that selects it. */
    public static final String NAME = "keys";

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Pattern KID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final String USAGE = """
            ./gatehouse keys list            every key: id, purpose, algorithm, state, times
            ./gatehouse keys rotate          makes successors, which sign in ten minutes; nothing that is valid is refused
            ./gatehouse keys revoke <kid>    emergency: all that the key made is refused at once

              --url <address>   of the node to ask; default: http://localhost:<GATEHOUSE_AUTH_PORT>

            The node must run; the command needs its master key: GATEHOUSE_MASTER_KEY or GATEHOUSE_MASTER_KEY_FILE, or,
            through ./gatehouse, the file `master-key` in the data directory.
            Exit status: 0 done, 1 refused or out of reach, 2 wrong arguments.""";

    private final PrintStream out;
    private final PrintStream err;

    KeysCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Runs it on the arguments after its name; answers the exit status. */
    public static int run(String... arguments) {
        return new KeysCommand(System.out, System.err).call(arguments);
    }

    int call(String... arguments) {
        List<String> words = new ArrayList<>(Arrays.asList(arguments));
        if (words.contains("--help") || words.contains("-h")) {
            out.println(USAGE);
            return 0;
        }
        String url = url(words);
        Request request = url == null ? null : Request.of(words);
        if (url == null || request == null) {
            err.println(USAGE);
            return 2;
        }
        try (ConfigurableApplicationContext context = settings()) {
            GatehouseProperties properties = context.getBean(GatehouseProperties.class);
            String masterKey = properties.masterKey();
            if (masterKey == null || masterKey.isBlank()) {
                err.println("gatehouse: GATEHOUSE_MASTER_KEY (or GATEHOUSE_MASTER_KEY_FILE) is missing");
                return 1;
            }
            String node = url.isEmpty() ? "http://localhost:" + properties.authPort() : url;
            return ask(node, request, new OperatorCredential(masterKey, InstantSource.system()));
        }
    }

    /** Takes the option out of the words; null when it stands wrong. */
    private static @Nullable String url(List<String> words) {
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

    private static ConfigurableApplicationContext settings() {
        SpringApplication application = new SpringApplication(Configured.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setRegisterShutdownHook(false);
        return application.run("--logging.level.root=ERROR");
    }

    private int ask(String node, Request request, OperatorCredential credential) {
        HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
        try {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create(node + request.path))
                            .timeout(TIMEOUT)
                            .header("Authorization", credential.header(request.method, request.path))
                            .method(request.method, HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 200) {
                out.println(answer.body());
                return 0;
            }
            err.println("gatehouse: " + node + " answers " + answer.statusCode() + " " + answer.body());
        } catch (IOException | IllegalArgumentException e) {
            err.println("gatehouse: " + node + " cannot be reached: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 1;
    }

    private record Request(String method, String path) {

        static @Nullable Request of(List<String> words) {
            String root = "/internal/v1/keys";
            return switch (String.join(" ", words)) {
                case "list" -> new Request("GET", root);
                case "rotate" -> new Request("POST", root + "/rotate");
                default ->
                    words.size() == 2
                                    && words.get(0).equals("revoke")
                                    && KID.matcher(words.get(1)).matches()
                            ? new Request("POST", root + "/" + words.get(1) + "/revoke")
                            : null;
            };
        }
    }

    @EnableConfigurationProperties(GatehouseProperties.class)
    static class Configured {}
}
