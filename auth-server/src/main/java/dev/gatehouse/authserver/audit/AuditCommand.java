package dev.gatehouse.authserver.audit;

import dev.gatehouse.authserver.key.OperatorNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code ./gatehouse audit verify}: has a running node verify the audit log, and says what it found. */
public final class AuditCommand {

    /** The first argument that selects it. */
    public static final String NAME = "audit";

    private static final int GOOD = 0;
    private static final int FOUND = 1;
    private static final int UNKNOWN = 2;

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final String USAGE = """
            ./gatehouse audit verify         computes every chain of the audit log anew, and compares it with its checkpoints

              --account <id>       the chain of one account only
              --checkpoints <file> also compares with checkpoints that were exported earlier, as application/x-ndjson:
                                   this finds an end that was cut off, and a chain that was written anew
              --json               every finding, chain and the sum as a line of JSON
              --url <address>      of the node to ask; default: http://localhost:<GATEHOUSE_AUTH_PORT>

            The node must run; the command needs its master key, as ./gatehouse keys does.
            Exit status: 0 all is as it was sealed, 1 something is not, 2 it cannot be told.""";

    private final PrintStream out;
    private final PrintStream err;

    AuditCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Runs it on the arguments after its name; answers the exit status. */
    public static int run(String... arguments) {
        return new AuditCommand(System.out, System.err).call(arguments);
    }

    int call(String... arguments) {
        List<String> words = new ArrayList<>(Arrays.asList(arguments));
        if (words.contains("--help") || words.contains("-h")) {
            out.println(USAGE);
            return GOOD;
        }
        String url = OperatorNode.url(words);
        if (url == null) {
            return wrong("--url takes the http or https address of a node");
        }
        Wanted wanted;
        try {
            wanted = Wanted.of(words);
        } catch (IllegalArgumentException e) {
            return wrong(String.valueOf(e.getMessage()));
        }
        return OperatorNode.at(url, err).map(node -> ask(node, wanted)).orElse(UNKNOWN);
    }

    private int wrong(String what) {
        err.println("gatehouse: " + what);
        err.println();
        err.println(USAGE);
        return UNKNOWN;
    }

    private int ask(OperatorNode node, Wanted wanted) {
        String path = "/internal/v1/audit/verify" + (wanted.account == null ? "" : "/" + wanted.account);
        try {
            HttpResponse<Stream<String>> answer =
                    node.client().send(node.request("POST", path, wanted.body()), HttpResponse.BodyHandlers.ofLines());
            try (Stream<String> lines = answer.body()) {
                if (answer.statusCode() != 200) {
                    err.println("gatehouse: " + node + " answers " + answer.statusCode() + " "
                            + lines.limit(1).findFirst().orElse(""));
                    return UNKNOWN;
                }
                return report(lines.iterator(), wanted);
            }
        } catch (IOException | UncheckedIOException | IllegalArgumentException | JacksonException e) {
            err.println("gatehouse: " + node + " cannot verify: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return UNKNOWN;
    }

    private int report(Iterator<String> lines, Wanted wanted) {
        Optional<JsonNode> end = Optional.empty();
        while (lines.hasNext()) {
            String line = lines.next();
            JsonNode node = JSON.readTree(line);
            out.println(wanted.json ? line : text(node));
            if (node.path("type").asString().equals("END")) {
                end = Optional.of(node);
            }
        }
        if (end.isEmpty()) {
            err.println("gatehouse: the node broke off; look into its log");
            return UNKNOWN;
        }
        if (end.get().path("findings").asLong() > 0) {
            return FOUND;
        }
        if (end.get().path("rows").asLong() == 0) {
            err.println("gatehouse: there is nothing that was sealed");
            return UNKNOWN;
        }
        if (wanted.checkpoints != null && end.get().path("compared").asLong() == 0) {
            err.println("gatehouse: there is no checkpoint in " + wanted.checkpoints + " to compare with");
            return UNKNOWN;
        }
        return GOOD;
    }

    private static String text(JsonNode line) {
        return switch (line.path("type").asString()) {
            case "FINDING" ->
                line.path("what").asString() + "  chain " + name(line) + ", number "
                        + line.path("seq").asString()
                        + (line.path("rowId").isString()
                                ? ", row " + line.path("rowId").asString()
                                : "")
                        + ": " + line.path("detail").asString();
            case "CHAIN" ->
                "verified chain " + name(line) + ": " + line.path("rows").asString() + " rows, "
                        + line.path("checkpoints").asString() + " checkpoints, signed up to number "
                        + line.path("provedThrough").asString();
            case "END" ->
                line.path("chains").asString() + " chains, "
                        + line.path("rows").asString() + " rows, "
                        + line.path("compared").asString() + " exported checkpoints compared: "
                        + (line.path("findings").asLong() == 0
                                ? "all is as it was sealed"
                                : line.path("findings").asString() + " findings");
            default -> line.toString();
        };
    }

    private static String name(JsonNode line) {
        return line.path("chain").isString() ? line.path("chain").asString() : "unknown";
    }

    private record Wanted(@Nullable UUID account, @Nullable Path checkpoints, boolean json) {

        static Wanted of(List<String> words) {
            if (words.isEmpty() || !words.get(0).equals("verify")) {
                throw new IllegalArgumentException(
                        words.isEmpty() ? "what to do with the audit log?" : "audit cannot " + words.get(0));
            }
            UUID account = null;
            Path checkpoints = null;
            boolean json = false;
            Iterator<String> rest = words.subList(1, words.size()).iterator();
            while (rest.hasNext()) {
                String option = rest.next();
                if (option.equals("--json")) {
                    json = true;
                    continue;
                }
                String value = rest.hasNext() ? rest.next() : "";
                switch (option) {
                    case "--account" -> account = once(option, account, id(value));
                    case "--checkpoints" -> checkpoints = once(option, checkpoints, readable(value));
                    default -> throw new IllegalArgumentException("unknown option: " + option);
                }
            }
            return new Wanted(account, checkpoints, json);
        }

        private static <T> T once(String option, @Nullable T before, T value) {
            if (before != null) {
                throw new IllegalArgumentException(option + " is there twice");
            }
            return value;
        }

        private static UUID id(String value) {
            if (!ID.matcher(value).matches()) {
                throw new IllegalArgumentException("--account takes the id of an account, not \"" + value + "\"");
            }
            return UUID.fromString(value);
        }

        private static Path readable(String file) {
            try {
                Path path = Path.of(file);
                if (Files.isReadable(path) && Files.isRegularFile(path)) {
                    return path;
                }
            } catch (InvalidPathException e) {
                // the same answer as for a file that is not there
            }
            throw new IllegalArgumentException("--checkpoints takes a file that can be read, not \"" + file + "\"");
        }

        /** The signatures of the file, one a line; they are read as they are sent. */
        HttpRequest.BodyPublisher body() throws IOException {
            if (checkpoints == null) {
                return HttpRequest.BodyPublishers.noBody();
            }
            InputStream signatures = new Signatures(Files.lines(checkpoints, StandardCharsets.UTF_8));
            return HttpRequest.BodyPublishers.ofInputStream(() -> signatures);
        }
    }

    /** The member {@code jws} of each line that has one, as lines. */
    private static final class Signatures extends InputStream {

        private final Stream<String> lines;
        private final Iterator<byte[]> signatures;
        private byte[] current = {};
        private int at;

        Signatures(Stream<String> lines) {
            this.lines = lines;
            this.signatures = lines.map(JSON::readTree)
                    .filter(line -> line.path("jws").isString())
                    .map(line -> (line.path("jws").asString() + "\n").getBytes(StandardCharsets.UTF_8))
                    .iterator();
        }

        @Override
        public int read() {
            while (at == current.length) {
                if (!signatures.hasNext()) {
                    return -1;
                }
                current = signatures.next();
                at = 0;
            }
            return current[at++];
        }

        @Override
        public void close() {
            lines.close();
        }
    }
}
