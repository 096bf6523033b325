package dev.gatehouse.e2e.harness;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder of {@code e2e/src/test/node}: scripts, and the packages of its lock file, installed below {@code target}.
 * Without Node.js the tests fail; they are never left out.
 */
public final class NodePackages {

    private static final int OLDEST_NODE = 20;
    private static final Duration INSTALL_LIMIT = Duration.ofMinutes(5);
    private static final String NEEDED = "The end-to-end tests need Node.js " + OLDEST_NODE
            + " or newer with npm on the PATH (see README.md, \"Test it\"): ";

    private final Path directory;

    private NodePackages(Path directory) {
        this.directory = directory;
    }

    /** Installs what the folder's lock file names, unless that is there from a former run. */
    public static synchronized NodePackages installed(String folder) {
        String node = nodeVersion();
        Path target = Path.of(System.getProperty("gatehouse.node", "target/node"))
                .toAbsolutePath()
                .resolve(folder);
        try {
            copy(Demo.home().resolve("e2e/src/test/node").resolve(folder), target);
            Path installed = target.resolve("installed");
            String wanted = node + "\n" + Files.readString(target.resolve("package-lock.json"));
            if (!Files.exists(installed) || !Files.readString(installed).equals(wanted)) {
                Files.deleteIfExists(installed);
                install(target);
                Files.writeString(installed, wanted);
            }
            return new NodePackages(target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(file.getFileName().toString()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static void install(Path directory) throws IOException {
        String output = run(
                directory,
                INSTALL_LIMIT,
                "npm",
                "ci",
                "--ignore-scripts",
                "--prefer-offline",
                "--no-audit",
                "--no-fund",
                "--loglevel=error");
        if (!Files.isDirectory(directory.resolve("node_modules"))) {
            throw new AssertionError("npm ci has installed nothing in " + directory + ":\n" + output);
        }
    }

    private static String nodeVersion() {
        try {
            String version = run(Path.of("").toAbsolutePath(), Duration.ofSeconds(20), "node", "--version")
                    .strip();
            Matcher major = Pattern.compile("v(\\d+)\\..*").matcher(version);
            if (!major.matches() || Integer.parseInt(major.group(1)) < OLDEST_NODE) {
                throw new AssertionError(NEEDED + "found " + version);
            }
            return version;
        } catch (IOException e) {
            throw new AssertionError(NEEDED + "found none", e);
        }
    }

    private static String run(Path directory, Duration limit, String... command) throws IOException {
        Path output = Files.createTempFile("gatehouse", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(limit.toSeconds(), TimeUnit.SECONDS);
            String said = Files.readString(output, StandardCharsets.UTF_8);
            if (!ended || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new AssertionError(String.join(" ", command) + " in " + directory + " failed:\n" + said);
            }
            return said;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            Files.deleteIfExists(output);
        }
    }

    /** Where scripts and packages are. */
    public Path directory() {
        return directory;
    }

    /** A program of one of the packages. */
    public String bin(String name) {
        return directory.resolve("node_modules/.bin").resolve(name).toString();
    }

    /** Node.js 22 of the packages, on machines that there is one for; else the machine's own. */
    public String node22() {
        try (Stream<Path> packages = Files.list(directory.resolve("node_modules"))) {
            return packages.filter(one -> one.getFileName().toString().startsWith("node-linux-"))
                    .map(one -> one.resolve("bin/node").toString())
                    .findFirst()
                    .orElse("node");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command here to its end. */
    public void run(String... command) throws IOException {
        run(directory, INSTALL_LIMIT, command);
    }

    /** A command that runs here, with its errors on a file beside it. */
    public ProcessBuilder command(String name, List<String> command) {
        File errors = directory.resolve(name + ".err").toFile();
        return new ProcessBuilder(command).directory(directory.toFile()).redirectError(errors);
    }
}
