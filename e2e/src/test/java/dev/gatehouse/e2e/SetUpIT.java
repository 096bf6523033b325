package dev.gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.e2e.harness.Answer;
import dev.gatehouse.e2e.harness.Browser;
import dev.gatehouse.e2e.harness.Canaries;
import dev.gatehouse.e2e.harness.Eventually;
import dev.gatehouse.e2e.harness.Http;
import dev.gatehouse.e2e.harness.Page;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From nothing to the first admin API token of an installation with production rules, by the launcher alone. */
class SetUpIT {

    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Pattern LINK = Pattern.compile("http://\\S+/setup\\?token=(gsu_\\S+)");
    private static final String PASSWORD = Canaries.note("seven wet anvils " + System.nanoTime());

    private final Path home =
            Path.of(System.getProperty("gatehouse.home", "..")).toAbsolutePath().normalize();
    private final Path data = Path.of(System.getProperty("gatehouse.work", "target/demo"))
            .toAbsolutePath()
            .resolve("set-up");
    private final Path log = data.resolve("auth-server.log");
    private final Path ready = data.resolve("ready");
    private int port;
    private String issuer;
    private Process server;

    @BeforeEach
    void freshDirectory() throws IOException {
        if (Files.exists(data)) {
            try (Stream<Path> files = Files.walk(data)) {
                files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
            }
        }
        Files.createDirectories(data.getParent());
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        issuer = "http://localhost:" + port;
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (server != null) {
            server.destroy();
            server.waitFor();
        }
    }

    @Test
    void linkOfInitThenTheOwnerMakesAnApiTokenAndTheLinkIsDeadForGood() throws Exception {
        String link = link(launcher(Map.of("GATEHOUSE_ISSUER", issuer, "GATEHOUSE_GATEWAY_URL", issuer), "init"));
        String configuration = Files.readString(data.resolve("gatehouse.properties"));
        assertThat(configuration)
                .contains("gatehouse.setup-digest=")
                .doesNotContain(link.substring(link.indexOf('=') + 1));
        start();

        Browser browser = new Browser(issuer);
        Page made = browser.submit(
                browser.open(link),
                Map.of(
                        "account", "Acme",
                        "name", "Olga",
                        "email", "olga@acme.example",
                        "password", PASSWORD,
                        "repeated", PASSWORD));
        Page homePage = browser.submit(made, Map.of("username", "olga@acme.example", "password", PASSWORD));
        assertThat(homePage.html().text()).contains("You are signed in", "Acme", "Owner");
        Page shown = browser.submit(
                browser.open(
                        issuer + homePage.html().select("a[href$=api-token]").attr("href")),
                Map.of("name", "first", "days", "90", "current", PASSWORD));
        String token = Canaries.note(shown.html().select("#value").text());

        Answer me = Http.to(issuer + "/api/v1/me").bearer(token).get();
        assertThat(me.status()).as(me.body()).isEqualTo(200);
        assertThat(me.text("email")).isEqualTo("olga@acme.example");
        assertThat(me.json().path("isOwner").asBoolean()).isTrue();

        stop();
        start();
        assertThat(Http.to(link).get().status()).isEqualTo(400);
        assertThat(Http.to(issuer + "/api/v1/me").bearer(token).get().status()).isEqualTo(200);
        assertThat(Http.to(link(launcher(Map.of("GATEHOUSE_AUTH_PORT", String.valueOf(port)), "setup-link")))
                        .get()
                        .status())
                .isEqualTo(200);
        assertNoSecretIsKept();
    }

    /** Of the links, the password and the token; the database is an H2 file. */
    private void assertNoSecretIsKept() throws Exception {
        stop();
        for (Path file : List.of(log, data.resolve("gatehouse.mv.db"))) {
            String kept = Files.readString(file, StandardCharsets.ISO_8859_1);
            assertThat(Canaries.all()).as(file.toString()).noneMatch(kept::contains);
        }
    }

    private String link(String output) {
        Matcher link = LINK.matcher(output);
        assertThat(link.find()).as(output).isTrue();
        Canaries.note(link.group(1));
        assertThat(link.group()).startsWith(issuer);
        return link.group();
    }

    private void start() throws IOException {
        Files.deleteIfExists(ready);
        ProcessBuilder builder = command(
                Map.of(
                        "GATEHOUSE_AUTH_PORT",
                        String.valueOf(port),
                        "GATEHOUSE_BIND",
                        "loopback",
                        "GATEHOUSE_AUTH_MANAGEMENT_PORT",
                        "0",
                        "GATEHOUSE_CIMD",
                        "off",
                        "GATEHOUSE_READY_FILE",
                        ready.toString(),
                        "GATEHOUSE_PARENT_PID",
                        String.valueOf(ProcessHandle.current().pid())),
                "auth-server",
                "--insecure-http");
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        server = builder.start();
        Eventually.within(START_LIMIT, "the server is ready", () -> {
            assertThat(server.isAlive()).as("see " + log).isTrue();
            return Files.exists(ready);
        });
    }

    private String launcher(Map<String, String> environment, String command) throws Exception {
        Process process = command(environment, command).start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out + err).isZero();
        return out;
    }

    private ProcessBuilder command(Map<String, String> environment, String... words) {
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(Stream.of("./gatehouse"), Stream.of(words))
                        .toList())
                .directory(home.toFile());
        builder.environment().keySet().removeIf(variable -> variable.startsWith("GATEHOUSE_"));
        builder.environment().put("GATEHOUSE_DATA_DIR", data.toString());
        builder.environment().putAll(environment);
        return builder;
    }
}
