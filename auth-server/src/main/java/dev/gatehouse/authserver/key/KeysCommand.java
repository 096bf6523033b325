package dev.gatehouse.authserver.key;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code ./gatehouse keys}: asks a running node to list, rotate or revoke keys, and prints its JSON answer. It starts
 * nothing of the server but its settings.
 */
public final class KeysCommand {

    /** The first argument that selects it. */
    public static final String NAME = "keys";

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
        String url = OperatorNode.url(words);
        Request request = url == null ? null : Request.of(words);
        if (url == null || request == null) {
            err.println(USAGE);
            return 2;
        }
        return OperatorNode.at(url, err)
                .flatMap(node -> node.ask(request.method, request.path, err))
                .map(this::print)
                .orElse(1);
    }

    private int print(String answer) {
        out.println(answer);
        return 0;
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
}
