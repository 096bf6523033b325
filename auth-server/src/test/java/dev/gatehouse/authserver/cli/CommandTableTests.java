package dev.gatehouse.authserver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.AuthServerTest;
import dev.gatehouse.authserver.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** The table of commands: against the OpenAPI document of the program, docs/cli.md and the launcher. */
@AuthServerTest
class CommandTableTests {

    private static final Path TOP = Path.of("").toAbsolutePath().getParent();
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

    /** Routes that other parts of this version bring. */
    @Autowired
    TestServer server;

    private final CommandTable table = CommandTable.read();
    private JsonNode api;

    @BeforeEach
    void document() {
        api = TestServer.json(server.get("/api/openapi.json"));
    }

    /** The operation of a command; missing where there is no such route. */
    private JsonNode operation(Verb verb) {
        return StreamSupport.stream(api.path("paths").propertyNames().spliterator(), false)
                .filter(path -> unnamed(path).equals("/api/v1" + unnamed(verb.path())))
                .map(path -> api.path("paths").path(path).path(verb.method().toLowerCase(java.util.Locale.ROOT)))
                .filter(JsonNode::isObject)
                .findFirst()
                .orElse(api.path("nothing"));
    }

    private static String unnamed(String path) {
        return path.replaceAll("\\{[^}]+}", "{}");
    }

    private JsonNode resolved(JsonNode node) {
        String reference = node.path("$ref").asString("");
        return reference.isEmpty() ? node : resolved(api.at(reference.substring(1)));
    }

    private Set<String> parameters(Verb verb) {
        Set<String> names = new TreeSet<>();
        operation(verb)
                .path("parameters")
                .forEach(parameter -> names.add(resolved(parameter).path("name").asString()));
        return names;
    }

    @Test
    void everyCommandThenIsARouteOfTheApi() {
        assertThat(table.verbs()).hasSizeGreaterThan(80);
        for (Verb verb : table.verbs()) {
            assertThat(operation(verb).isObject())
                    .as(verb + ": " + verb.method() + " " + verb.path())
                    .isTrue();
        }
    }

    @Test
    void everyMemberThatACommandSendsThenIsInTheDocumentAndNoneThatIsRequiredIsMissing() {
        int members = 0;
        for (Verb verb : table.verbs()) {
            JsonNode schema = resolved(operation(verb).at("/requestBody/content/application~1json/schema"));
            Set<String> sent = new TreeSet<>();
            for (Parameter parameter : verb.parameters()) {
                if (parameter.place() == Parameter.Place.PATH || parameter.place() == Parameter.Place.QUERY) {
                    continue;
                }
                JsonNode at = schema;
                for (String step : parameter.member().split("\\.")) {
                    at = resolved(at.path("properties").path(step));
                    assertThat(at.isMissingNode())
                            .as(verb + " sends " + parameter.member())
                            .isFalse();
                }
                if (parameter.required() || parameter.place() == Parameter.Place.CONSTANT) {
                    sent.add(parameter.member());
                }
                members++;
            }
            Set<String> required = new TreeSet<>();
            schema.path("required").forEach(name -> required.add(name.asString()));
            assertThat(sent).as(verb.toString()).containsAll(required);
        }
        assertThat(members).isGreaterThan(80);
    }

    @Test
    void everyParameterOfTheQueryThenIsInTheDocumentAndPagesAndVersionsAreWhereTheyAreTaken() {
        for (Verb verb : table.verbs()) {
            Set<String> documented = parameters(verb);
            verb.parameters().stream()
                    .filter(parameter -> parameter.place() == Parameter.Place.QUERY)
                    .forEach(parameter ->
                            assertThat(documented).as(verb.toString()).contains(parameter.member()));
            if (verb.accept() == null) {
                assertThat(documented.contains("limit")).as(verb.toString()).isEqualTo(verb.page());
            } else {
                assertThat(operation(verb).at("/responses/200/content").has(verb.accept()))
                        .as(verb.toString())
                        .isTrue();
            }
            assertThat(documented.contains("If-Match")).as(verb.toString()).isEqualTo(verb.versioned());
        }
    }

    @Test
    void everyRouteThenHasACommandButForThoseThatPeopleDoNotTypeByHand() {
        Set<String> without = new TreeSet<>();
        Set<String> with = table.verbs().stream()
                .map(verb -> verb.method() + " /api/v1" + unnamed(verb.path()))
                .collect(Collectors.toSet());
        api.path("paths")
                .properties()
                .forEach(path -> path.getValue().propertyNames().stream()
                        .map(method -> method.toUpperCase(java.util.Locale.ROOT) + " " + unnamed(path.getKey()))
                        .filter(route -> !with.contains(route))
                        .forEach(without::add));
        assertThat(without)
                .containsExactly(
                        "DELETE /api/v1/client-documents/{}",
                        "GET /api/openapi.json",
                        "GET /api/v1/bundles/{}/servers/{}",
                        "GET /api/v1/client-documents",
                        "PUT /api/v1/bundles/{}/teams",
                        "PUT /api/v1/client-documents");
    }

    @Test
    void everyExampleThenIsTaken() {
        for (Verb verb : table.verbs()) {
            String[] words = words(verb.example().replaceAll("(^| )[<>] \\S+$", ""));
            Words read = Words.of(words);
            Request request = Request.of(verb, read.arguments(), read);
            assertThat(request.address((kind, name) -> name))
                    .as(verb.toString())
                    .startsWith("/")
                    .doesNotContain("{");
        }
    }

    static String[] words(String line) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(line);
        while (matcher.find()) {
            words.add(
                    matcher.group(1) != null
                            ? matcher.group(1)
                            : matcher.group(2) != null ? matcher.group(2) : matcher.group(3));
        }
        return words.toArray(String[]::new);
    }

    @Test
    void everyOptionThenIsNoSwitchAndToldOnce() {
        for (Verb verb : table.verbs()) {
            List<String> options = verb.parameters().stream()
                    .filter(Parameter::option)
                    .map(Parameter::name)
                    .toList();
            assertThat(options)
                    .as(verb.toString())
                    .doesNotHaveDuplicates()
                    .doesNotContain(
                            "help", "yes", "verbose", "all", "insecure-http", "url", "limit", "cursor", "unset");
        }
    }

    @Test
    void documentThenIsMadeOfTheTable() throws IOException {
        String expected = CommandHelp.markdown(table);
        Path document = TOP.resolve("docs/cli.md");
        String text = Files.readString(document);
        int at = text.indexOf("\n### ");
        if (System.getenv("GATEHOUSE_WRITE_CLI_DOCUMENT") != null) {
            Files.writeString(document, (at < 0 ? text : text.substring(0, at)) + expected);
        } else {
            assertThat(at < 0 ? "" : text.substring(at))
                    .as("write it by running this test with GATEHOUSE_WRITE_CLI_DOCUMENT=1")
                    .isEqualTo(expected);
        }
    }

    @Test
    void launcherThenKnowsEveryNoun() throws IOException {
        String launcher = Files.readString(TOP.resolve("gatehouse"));
        Matcher words = Pattern.compile("\n    (me \\|[^)]*)\\)").matcher(launcher);
        assertThat(words.find()).isTrue();
        Set<String> known = Set.of(words.group(1).replace("\\", " ").strip().split("[ \n|]+"));
        assertThat(known).isEqualTo(table.names());
        Matcher help = Pattern.compile("The first word is one of ([^;]*);").matcher(launcher);
        assertThat(help.find()).isTrue();
        assertThat(Set.of(help.group(1).strip().split("[, \n]+"))).isEqualTo(table.names());
    }
}
