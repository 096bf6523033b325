package dev.gatehouse.db.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.db.audit.AuditReader.Filter;
import dev.gatehouse.db.audit.AuditReader.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Reading the log page by page, each filter alone and together. */
abstract class AuditReaderContract extends AuditContract {

    private static final Filter ALL = new Filter(null, null, null, null, null, null);

    @Autowired
    AuditReader reader;

    private List<String> subjects(Filter filter) {
        return reader.newest(account, filter, null, 100).stream()
                .map(AuditRow::subject)
                .toList();
    }

    @Test
    void pagesWhileOthersAppendThenNewestFirstAndNothingTwice() {
        append(10);
        List<UUID> seen = new ArrayList<>();
        Position behind = null;
        List<AuditRow> page;
        do {
            page = reader.newest(account, ALL, behind, 3);
            append(1);
            page.forEach(row -> seen.add(row.id()));
            behind = page.isEmpty() ? null : Position.of(page.get(page.size() - 1));
        } while (behind != null);
        List<UUID> expected = reader.oldest(account, ALL, null, 10).stream()
                .map(AuditRow::id)
                .collect(java.util.stream.Collectors.toCollection(ArrayList::new));
        Collections.reverse(expected);
        assertThat(seen).isEqualTo(expected);
    }

    @Test
    void filtersThenOnlyWhatTheyName() {
        UUID server = UUID.randomUUID();
        audit.append(AuditEvent.of(account, "user:a", AuditAction.SERVER_CREATED, "one", server, null));
        Instant between = reader.now();
        audit.append(AuditEvent.of(account, "user:b", AuditAction.SERVER_CREATED, "two", null, null));
        audit.append(AuditEvent.of(account, "user:a", AuditAction.SERVER_DELETED, "three", server, null));
        audit.append(AuditEvent.of(UUID.randomUUID(), "user:a", AuditAction.SERVER_DELETED, "four", server, null));

        assertThat(subjects(ALL)).containsExactlyInAnyOrder("one", "two", "three");
        assertThat(subjects(new Filter("user:a", null, null, null, null, null)))
                .containsExactlyInAnyOrder("one", "three");
        assertThat(subjects(new Filter(null, "SERVER_CREATED", null, null, null, null)))
                .containsExactlyInAnyOrder("one", "two");
        assertThat(subjects(new Filter(null, null, List.of("two"), null, null, null)))
                .containsExactly("two");
        assertThat(subjects(new Filter(null, null, List.of("four", "one", "three", "none"), null, null, null)))
                .containsExactlyInAnyOrder("one", "three");
        assertThat(subjects(new Filter(null, null, null, server, null, null)))
                .containsExactlyInAnyOrder("one", "three");
        assertThat(subjects(new Filter(null, null, null, null, between, null)))
                .containsExactlyInAnyOrder("two", "three");
        assertThat(subjects(new Filter(null, null, null, null, null, between))).containsExactly("one");
        assertThat(subjects(new Filter("user:a", "SERVER_DELETED", List.of("three"), server, between, null)
                        .before(reader.now())))
                .containsExactly("three");
        assertThat(subjects(new Filter("user:c", null, null, null, null, null))).isEmpty();
    }

    @Test
    void checkpointsThenThoseOfTheAccountInOrder() {
        for (int i = 0; i < 3; i++) {
            append(1);
            sealAll();
            checkpoint();
        }
        assertThat(reader.checkpoints(account, 1, 10))
                .extracting(signed -> signed.checkpoint().seq())
                .containsExactly(2L, 3L);
        assertThat(reader.checkpoints(UUID.randomUUID(), 0, 10)).isEmpty();
    }
}
