package dev.gatehouse.authserver.setup;

import dev.gatehouse.authserver.key.OperatorNode;
import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.policy.permission.LicenseKind;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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

              --license <kind>  of the account: LICENSED (default) or FREE. Whoever owns a LICENSED one can accept no
                                invitation into another account; with a FREE one, only while it is empty
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
        Optional<LicenseKind> license = license(words);
        if (url == null || license.isEmpty() || !words.isEmpty()) {
            err.println(USAGE);
            return 2;
        }
        return OperatorNode.at(url, err).map(node -> make(node, license.get())).orElse(1);
    }

    /** Takes the option out of the words; empty when it stands wrong. */
    private static Optional<LicenseKind> license(List<String> words) {
        int at = words.indexOf("--license");
        if (at < 0) {
            return Optional.of(LicenseKind.LICENSED);
        }
        words.remove(at);
        return at == words.size() ? Optional.empty() : LicenseKind.named(words.remove(at));
    }

    private int make(OperatorNode node, LicenseKind license) {
        String secret = new Secrets().generate(SetUpLinks.PREFIX);
        String path = "/internal/v1/setup-links/" + Secrets.digest(secret) + "/" + license;
        try {
            Optional<String> answer = node.ask("PUT", path, err);
            if (answer.isEmpty()) {
                return 1;
            }
            JsonNode taken = JSON.readTree(answer.get());
            out.println(taken.path("page").asString() + "?token=" + secret);
            err.println("It sets up one account (" + license + "), and works once, until "
                    + taken.path("expiresAt").asString() + ". Give it to the owner-to-be alone.");
            return 0;
        } catch (JacksonException e) {
            err.println("gatehouse: " + node + " answers no JSON: " + e.getOriginalMessage());
            return 1;
        }
    }
}
