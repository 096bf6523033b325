package dev.gatehouse.authserver.mail;

import dev.gatehouse.authserver.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Writes the demo's mail into the folder {@code mail} of the data directory, for its owner alone. */
@Component
@Profile("demo")
final class MailFiles implements MailTransport {

    private final Path folder;

    MailFiles(Settings settings) {
        this.folder = settings.dataDir().resolve("mail");
    }

    @Override
    public boolean available() {
        return true;
    }

    @Override
    public void send(OutgoingMail mail) {
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path file = Files.createFile(
                    folder.resolve(mail.id() + ".txt"),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, "To: " + mail.to() + "\nSubject: " + mail.subject() + "\n\n" + mail.text());
        } catch (IOException e) {
            throw new MailNotSent("the mail folder cannot be written", e);
        }
    }
}
