package dev.gatehouse.authserver.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.context.ApplicationContext;
import org.springframework.scheduling.config.ScheduledTaskHolder;

/** What the running program has mailed: files in its data directory. */
final class Mailbox {

    private static final Pattern LINK = Pattern.compile("http\\S+/invitation\\?token=[A-Za-z0-9_-]+");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ApplicationContext program;
    private final Path folder;

    Mailbox(ApplicationContext program) {
        this.program = program;
        this.folder = Path.of(program.getEnvironment().getRequiredProperty("gatehouse.data-dir"), "mail");
    }

    /** The link of the newest mail to this address that has another one than {@code last}; waits for it. */
    String newestLink(String email, String last) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Optional<String> link = find(email, last);
        while (link.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("no mail to " + email);
            }
            hurry();
            link = find(email, last);
        }
        return link.get();
    }

    /** The program looks by itself every second; here it looks now. */
    private void hurry() {
        program.getBean(ScheduledTaskHolder.class).getScheduledTasks().stream()
                .filter(task -> task.toString().contains("InvitationMailer"))
                .forEach(task -> task.getTask().getRunnable().run());
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Optional<String> find(String email, String last) {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> newestFirst = files.filter(file -> file.toString().endsWith(".txt"))
                    .sorted(Comparator.comparing(Path::getFileName).reversed())
                    .toList();
            for (Path file : newestFirst) {
                String text = Files.readString(file);
                Matcher link = LINK.matcher(text);
                if (text.startsWith("To: " + email + "\n") && link.find()) {
                    return Optional.of(link.group()).filter(found -> !found.equals(last));
                }
            }
            return Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
