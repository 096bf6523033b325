package dev.gatehouse.authserver.setup;

import dev.gatehouse.authserver.key.OperatorNode;
import dev.gatehouse.authserver.secret.Secrets;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code ./gatehouse setup-link}: makes a link with which somebody sets up an account, has a running node take its digest,
 * and prints the link. Only the digest travels.
 */
public final class SetUpLinkCommand {

    /** The first argument that selects it. */
    public static final String NAME = "setup-link";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String USAGE = """
            ./gatehouse setup-link   prints a new link with which one account is set up; it works once, for a week

              --url <address>   of the node to ask; default: http://localhost:<GATEHOUSE_AUTH_PORT>

            The node must run; the command needs its master key: GATEHOUSE_MASTER_KEY or GATEHOUSE_MASTER_KEY_FILE, or,
            through ./gatehouse, the file `master-key` in the data directory.
            Exit status: 0 done, 1 refused or out of reach, 2 wrong arguments.""";

    private final PrintStream out;
    private final PrintStream err;

    SetUpLinkCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Runs it on the arguments after its name; answers the exit status. */
    public static int run(String... arguments) {
        return new SetUpLinkCommand(System.out, System.err).call(arguments);
    }

    int call(String... arguments) {
        List<String> words = new ArrayList<>(Arrays.asList(arguments));
        if (words.contains("--help") || words.contains("-h")) {
            out.println(USAGE);
            return 0;
        }
        String url = OperatorNode.url(words);
        if (url == null || !words.isEmpty()) {
            err.println(USAGE);
            return 2;
        }
        return OperatorNode.at(url, err).map(this::make).orElse(1);
    }

    private int make(OperatorNode node) {
        String secret = new Secrets().generate(SetUpLinks.PREFIX);
        String path = "/internal/v1/setup-links/" + Secrets.digest(secret);
        try {
            HttpResponse<String> answer = node.client()
                    .send(
                            node.request("PUT", path, HttpRequest.BodyPublishers.noBody()),
                            HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 200) {
                JsonNode taken = JSON.readTree(answer.body());
                out.println(taken.path("page").asString() + "?token=" + secret);
                err.println("It sets up one account, and works once, until "
                        + taken.path("expiresAt").asString() + ". Give it to the owner-to-be alone.");
                return 0;
            }
            err.println("gatehouse: " + node + " answers " + answer.statusCode() + " " + answer.body());
        } catch (IOException | IllegalArgumentException | JacksonException e) {
            err.println("gatehouse: " + node + " cannot be reached: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 1;
    }
}
