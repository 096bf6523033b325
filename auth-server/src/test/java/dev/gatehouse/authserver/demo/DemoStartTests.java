package dev.gatehouse.authserver.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.AuthServerTest;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.db.bundle.AssignmentRow;
import dev.gatehouse.db.bundle.Assignments;
import dev.gatehouse.db.bundle.BundleRepository;
import dev.gatehouse.db.bundle.BundleRow;
import dev.gatehouse.db.server.ServerRepository;
import dev.gatehouse.db.server.ServerRow;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@AuthServerTest
class DemoStartTests {

    @Autowired
    DemoStart demo;

    @Autowired
    ServerRepository servers;

    @Autowired
    BundleRepository bundles;

    @Autowired
    Assignments assignments;

    @Test
    void startWhenTheGatewayHasAnotherPortThenAssignmentsFollow() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        ServerRow notes = servers.findBySlug("notes").orElseThrow();
        BundleRow bundle = bundles.save(BundleRow.create(notes.accountId(), "Moved", "moved", true, now));
        String before = "http://localhost:18080/mcp/moved/notes";
        assignments.insert(
                new AssignmentRow(bundle.id(), notes.id(), notes.accountId(), before, true, "{}", null, now, 1));
        try {
            demo.followPorts();

            assertThat(assignments
                            .find(bundle.id(), notes.id())
                            .orElseThrow()
                            .row()
                            .resource())
                    .isEqualTo(TestServer.GATEWAY + "/mcp/moved/notes");
            assertThat(servers.findBySlug("notes").orElseThrow().resource()).isEqualTo(notes.resource());
        } finally {
            assignments.deleteByBundle(bundle.id());
        }
    }
}
