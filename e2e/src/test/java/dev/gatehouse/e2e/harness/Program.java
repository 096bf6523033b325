package dev.gatehouse.e2e.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One program by itself, under the rules of the demo, that is started and stopped as a test likes. */
public final class Program implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    private final String name;
    private final Path directory;
    private final Map<String, String> environment;
    private @Nullable Process process;

    /** One that is not started yet; its log and its ready file are in {@code directory}. */
    public Program(String name, Path directory, Map<String, String> environment) {
        this.name = name;
        this.directory = directory;
        this.environment = environment;
    }

    /** Starts it, and waits until it is ready. */
    public Program start() {
        Path ready = directory.resolve(name + ".ready");
        Path jar = Demo.home().resolve(name + "/target/" + name + ".jar");
        try {
            Files.createDirectories(directory);
            Files.deleteIfExists(ready);
            ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-jar",
                            jar.toString(),
                            "--spring.profiles.active=demo")))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            directory.resolve(name + ".log").toFile()));
            builder.environment().keySet().removeIf(variable -> variable.startsWith("GATEHOUSE_"));
            builder.environment().putAll(environment);
            builder.environment().put("GATEHOUSE_READY_FILE", ready.toString());
            builder.environment()
                    .put(
                            "GATEHOUSE_PARENT_PID",
                            String.valueOf(ProcessHandle.current().pid()));
            Process started = builder.start();
            process = started;
            Eventually.within(START_LIMIT, name + " is ready", () -> {
                assertThat(started.isAlive()).as("see the log in " + directory).isTrue();
                return Files.exists(ready);
            });
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks it to stop; how long that took. */
    public Duration stop() {
        return end(false);
    }

    /** Takes its life. */
    public void kill() {
        end(true);
    }

    private Duration end(boolean forcibly) {
        Process running = process;
        process = null;
        long since = System.nanoTime();
        if (running != null) {
            if (forcibly) {
                running.destroyForcibly();
            } else {
                running.destroy();
            }
            try {
                running.waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return Duration.ofNanos(System.nanoTime() - since);
    }

    @Override
    public void close() {
        kill();
    }
}
