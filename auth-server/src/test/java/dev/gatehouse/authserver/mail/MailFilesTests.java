package dev.gatehouse.authserver.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.authserver.testing.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailFilesTests {

    @TempDir
    Path data;

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("mail"))) {
            return files.sorted().toList();
        }
    }

    @Test
    void mailsThenFilesThatSortByTimeForTheirOwnerAlone() throws IOException {
        TestClock clock = new TestClock();
        MailFiles mail = new MailFiles(data.resolve("mail"), clock);
        mail.send(new OutgoingMail("z-1", "a@people.test", "First", "one ö"));
        clock.advance(Duration.ofSeconds(2));
        mail.send(new OutgoingMail("a-1", "b@people.test", "Second", "two"));

        assertThat(files()).hasSize(2);
        assertThat(files().get(0)).hasContent("To: a@people.test\nSubject: First\n\none ö");
        assertThat(files().get(1).getFileName().toString()).matches("\\d{8}-\\d{6}\\.\\d{3}-a-1\\.txt");
        for (Path file : files()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("mail"))))
                .isEqualTo("rwx------");
    }

    @Test
    void folderThatCannotBeThenNotSentForNow() throws IOException {
        Files.writeString(data.resolve("mail"), "in the way");
        MailFiles mail = new MailFiles(data.resolve("mail"), new TestClock());
        assertThatThrownBy(() -> mail.send(new OutgoingMail("a", "b", "c", "d")))
                .isInstanceOf(MailTransport.MailNotSent.class)
                .hasMessage("the mail folder cannot be written");
    }
}
