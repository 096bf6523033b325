package dev.gatehouse.db.audit;

import dev.gatehouse.db.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What tests of the sealed log share: an account of their own, and a signature that only they make. */
abstract class AuditContract {

    static final Duration AT_ONCE = Duration.ZERO;

    final UUID account = UUID.randomUUID();

    @Autowired
    AuditLog audit;

    @Autowired
    AuditSeals seals;

    @Autowired
    AuditVerification verification;

    @Autowired
    Transactions transactions;

    @Autowired
    JdbcClient jdbc;

    static String sign(AuditCheckpoint checkpoint) {
        return "signed|" + checkpoint.chain() + "|" + checkpoint.number() + "|" + checkpoint.seq() + "|"
                + checkpoint.hash() + "|" + checkpoint.at();
    }

    static Optional<AuditCheckpoint> read(String jws) {
        String[] parts = jws.split("\\|");
        return parts[0].equals("signed")
                ? Optional.of(new AuditCheckpoint(
                        UUID.fromString(parts[1]),
                        Long.parseLong(parts[2]),
                        Long.parseLong(parts[3]),
                        parts[4],
                        Instant.parse(parts[5])))
                : Optional.empty();
    }

    void append(int rows) {
        for (int i = 0; i < rows; i++) {
            audit.append(AuditEvent.of(account, "system", AuditAction.SERVER_CHANGED, "row " + i, null, null));
        }
    }

    void sealAll() {
        while (seals.seal(1_000) > 0) {
            // until nothing is left
        }
    }

    void checkpoint() {
        seals.checkpoint(AT_ONCE, AuditContract::sign);
    }

    /** The chain of this account, in order. */
    List<Map<String, Object>> chain() {
        return jdbc.sql("select * from audit_event where chain = :chain order by seq")
                .param("chain", account)
                .query()
                .listOfRows();
    }

    List<AuditFinding> findings() {
        List<AuditFinding> found = new ArrayList<>();
        verification.verify(account, AuditContract::read, found::add);
        return found;
    }

    /** What is wrong, and where: {@code ALTERED 3}. */
    List<String> wrong() {
        return findings().stream()
                .map(finding -> finding.what() + " " + finding.seq())
                .sorted()
                .toList();
    }
}
