package dev.gatehouse.authserver.mail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Set;

/**
 * Writes the demo's mail into a folder, for its owner alone: a file each, whose names sort by time. A file is whole from the
 * moment on that it has its name.
 */
final class MailFiles implements MailTransport {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss.SSS").withZone(ZoneOffset.UTC);

    private final Path folder;
    private final Clock clock;

    MailFiles(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    @Override
    public boolean available() {
        return true;
    }

    @Override
    public void send(OutgoingMail mail) {
        String name = TIME.format(clock.instant()) + "-" + mail.id();
        Path unfinished = folder.resolve("." + name);
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            write(unfinished, "To: " + mail.to() + "\nSubject: " + mail.subject() + "\n\n" + mail.text());
            Files.move(unfinished, folder.resolve(name + ".txt"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            delete(unfinished);
            throw MailNotSent.forNow("the mail folder cannot be written");
        }
    }

    private static void write(Path file, String text) throws IOException {
        try (var channel = Files.newByteChannel(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            channel.write(StandardCharsets.UTF_8.encode(text));
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            file.toFile().deleteOnExit();
        }
    }
}
