package dev.gatehouse.e2e.harness;

import com.nimbusds.jose.JWSObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A sample of docs/samples, running as it is: an MCP server's guard in one language. */
public final class Sample implements AutoCloseable {

    /** What the sample by key set needs: PyJWT 2.8 or newer, with its cryptography. */
    public static final String PYJWT =
            "import jwt, cryptography; assert tuple(map(int, jwt.__version__.split('.')[:2])) >= (2, 8)";

    /** The languages. */
    public enum Language {
        /** With Nimbus, run from source by the JDK of the tests. */
        JAVA("ProtectedServer.java"),
        /** With jose, compiled by the strict TypeScript compiler. */
        TYPESCRIPT("protected-server.ts"),
        /** With PyJWT for key sets, with the standard library for introspection. */
        PYTHON("protected_server.py");

        private final String file;

        Language(String file) {
            this.file = file;
        }

        private Path source() {
            return Demo.home().resolve("docs/samples").resolve(file);
        }
    }

    private final Process process;
    private final String origin;
    private final String path;

    private Sample(Process process, String origin, String path) {
        this.process = process;
        this.origin = origin;
        this.path = path;
    }

    /** Starts it for a resource, and with credentials if it is to introspect. */
    public static Sample start(Language language, String issuer, String resource, Map<String, String> credentials) {
        try {
            int port = freePort();
            ProcessBuilder builder = NodePackages.installed("clients").command(language.file, command(language));
            builder.environment().putAll(Map.of("ISSUER", issuer, "RESOURCE", resource, "PORT", String.valueOf(port)));
            builder.environment().putAll(credentials);
            Sample sample = new Sample(
                    builder.start(),
                    "http://127.0.0.1:" + port,
                    URI.create(resource).getPath());
            sample.awaitListening(language);
            return sample;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> command(Language language) throws IOException {
        return switch (language) {
            case JAVA ->
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        nimbus(),
                        language.source().toString());
            case TYPESCRIPT -> List.of("node", compiled(language.source()));
            case PYTHON ->
                List.of(
                        python(PYJWT).or(() -> python("")).orElse("python3"),
                        language.source().toString());
        };
    }

    private static String nimbus() {
        try {
            return Path.of(JWSObject.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String compiled(Path source) throws IOException {
        NodePackages packages = NodePackages.installed("clients");
        Path copy = packages.directory().resolve(source.getFileName());
        Path made = Path.of(copy.toString().replaceFirst("\\.ts$", ".js"));
        Files.copy(source, copy, StandardCopyOption.REPLACE_EXISTING);
        if (!Files.exists(made) || Files.getLastModifiedTime(made).compareTo(Files.getLastModifiedTime(source)) < 0) {
            packages.run(
                    "node",
                    packages.bin("tsc"),
                    "--strict",
                    "--target",
                    "es2022",
                    "--module",
                    "nodenext",
                    "--types",
                    "node",
                    copy.toString());
        }
        return made.toString();
    }

    /** A Python 3 that can run this: the first on the PATH, else the system's. */
    public static Optional<String> python(String imports) {
        return Stream.of("python3", "/usr/bin/python3")
                .filter(python -> succeeds(python, "-c", imports))
                .findFirst();
    }

    private static boolean succeeds(String... command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void awaitListening(Language language) throws IOException {
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        String line = lines.readLine();
        if (!"listening".equals(line)) {
            process.destroy();
            throw new AssertionError(language + " did not start, see target/node: " + line);
        }
    }

    /** What it answers to a token. */
    public Answer answer(String method, @Nullable String token) {
        Http http = Http.to(origin + path);
        if (token != null) {
            http.bearer(token);
        }
        return http.send(method);
    }

    /** Its protected resource metadata. */
    public Answer metadata() {
        return Http.to(origin + "/.well-known/oauth-protected-resource" + path).get();
    }

    /** Whatever it answers to a token in the query. */
    public Answer answerToQuery(String token) {
        return Http.to(origin + path + "?access_token=" + token).get();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
