package dev.gatehouse.authserver.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code ./gatehouse server list} and all others of the table: one request to the Admin API, its answer on the standard output. */
public final class AdminCommand {

    /** Set by the launcher when a person is at the terminal. */
    private static final String TERMINAL = "GATEHOUSE_TERMINAL";

    private static final int PART = 8192;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final CommandTable table;
    private final Map<String, String> environment;
    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;

    AdminCommand(Map<String, String> environment, InputStream in, PrintStream out, PrintStream err) {
        this.table = CommandTable.read();
        this.environment = environment;
        this.in = in;
        this.out = out;
        this.err = err;
    }

    /** Whether the first word of a command line is one of these commands. */
    public static boolean knows(String word) {
        return !word.startsWith("-") && CommandTable.read().names().contains(word);
    }

    /** Runs it; answers the exit status. */
    public static int run(String... arguments) {
        return new AdminCommand(System.getenv(), System.in, System.out, System.err).call(arguments);
    }

    int call(String... arguments) {
        boolean verbose = false;
        try {
            Words words = Words.of(arguments);
            verbose = words.has("verbose");
            call(words);
            out.flush();
            return Failure.Exit.DONE.status();
        } catch (Failure failure) {
            err.println("gatehouse: " + Printable.line(String.valueOf(failure.getMessage())));
            if (verbose && failure.document() != null) {
                err.println(Printable.lines(failure.document()));
            }
            return failure.exit().status();
        }
    }

    private void call(Words words) {
        CommandTable.Noun noun = words.arguments().stream()
                .findFirst()
                .flatMap(table::noun)
                .orElseThrow(() -> Failure.usage("about what? " + String.join(", ", table.names())));
        Optional<String> wanted = words.arguments().stream().skip(1).findFirst();
        if (wanted.isEmpty() && (words.has("help") || !noun.verbs().containsKey("show"))) {
            if (!words.has("help")) {
                throw Failure.usage("what about it? ./gatehouse " + noun.name() + " --help");
            }
            out.println(CommandHelp.of(noun));
            return;
        }
        Verb verb = Optional.ofNullable(noun.verbs().get(wanted.orElse("show")))
                .orElseThrow(() -> Failure.usage("there is no " + noun.name() + " " + wanted.orElse("")
                        + ": ./gatehouse " + noun.name() + " --help"));
        if (words.has("help")) {
            out.println(CommandHelp.of(verb));
            return;
        }
        perform(verb, words);
    }

    private void perform(Verb verb, Words words) {
        Access access = new Access(environment, err);
        String address = access.address(words.takeOne("url").orElse(null), words.has("insecure-http"));
        Request request = Request.of(
                verb,
                words.arguments()
                        .subList(
                                Math.min(2, words.arguments().size()),
                                words.arguments().size()),
                words);
        Asking asking = new Asking(in, err, environment.containsKey(TERMINAL));
        Connection connection = new Connection(address, access.token());
        Names names = new Names(connection);
        String path = request.address(names::id);
        ObjectNode body = request.body(names::id, asking);
        if (verb.deletes() && !words.has("yes") && !asking.agreed(verb.help() + " " + path + ": go on?")) {
            throw Failure.usage("nothing was done");
        }
        if (words.has("all")) {
            out.println(Printable.json(JSON.writeValueAsString(whole(connection, path))));
        } else {
            print(connection, connection.send(verb.method(), path, body, request.headers()), verb.accept() == null);
        }
    }

    private void print(Connection connection, InputStream answer, boolean json) {
        try (answer;
                BufferedReader text = new BufferedReader(new InputStreamReader(answer, StandardCharsets.UTF_8))) {
            if (json) {
                String whole = connection.json(text);
                if (!whole.isEmpty()) {
                    out.println(whole);
                }
                return;
            }
            char[] part = new char[PART];
            for (int length = text.read(part); length >= 0; length = text.read(part)) {
                out.print(Printable.exported(new String(part, 0, length)));
            }
        } catch (IOException e) {
            throw connection.unreachable(e);
        }
    }

    /** Every page as one, before anything is printed. */
    private static ObjectNode whole(Connection connection, String path) {
        ArrayNode items = JsonNodeFactory.instance.arrayNode();
        String more = path.contains("?") ? "&" : "?";
        String cursor = "";
        ObjectNode page;
        do {
            page = connection.page(path + more + "limit=200" + cursor);
            page.path("items").forEach(items::add);
            JsonNode next = page.path("next");
            cursor = next.isString() ? "&cursor=" + Names.encoded(next.asString()) : "";
        } while (!cursor.isEmpty());
        page.set("items", items);
        return page;
    }
}
