package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.admin.AdminAudit.Subject;
import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.audit.AuditCheckpoint;
import dev.gatehouse.db.audit.AuditReader;
import dev.gatehouse.db.audit.AuditReader.Filter;
import dev.gatehouse.db.audit.AuditReader.Position;
import dev.gatehouse.db.audit.AuditRow;
import dev.gatehouse.db.key.KeyRepository;
import dev.gatehouse.db.key.StoredKey;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The audit log of an account and its checkpoints, to look at and to export. Nothing here can change either. */
@Service
public final class AuditTrail {

    private static final int CHUNK = 500;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final AuditReader reader;
    private final KeyRepository keys;
    private final AdminAudit audit;
    private final Transactions transactions;

    AuditTrail(AuditReader reader, KeyRepository keys, AdminAudit audit, Transactions transactions) {
        this.reader = reader;
        this.keys = keys;
        this.audit = audit;
        this.transactions = transactions;
    }

    /** Takes the lines of an export. */
    @FunctionalInterface
    public interface Lines {
        /** Takes one. */
        void add(Object line) throws IOException;
    }

    /**
     * The events, newest first.
     *
     * @param cursor of the page before; null for the first page
     */
    public Page<AuditEventView> events(AdminActor actor, Filter filter, @Nullable String cursor, int limit) {
        AdminChecks.requireAttempt(actor, AdminAction.AUDIT_READ);
        Position behind = cursor == null ? null : position(cursor);
        List<AuditRow> rows = reader.newest(actor.accountId(), filter, behind, limit + 1);
        return Page.of(rows, limit, row -> TimeCursor.of(row.at(), row.id()), AuditEventView::of);
    }

    /** All events that there are now, oldest first. That somebody exports them is an event, too, and not among them. */
    public void exportEvents(AdminActor actor, Filter filter, Lines lines) throws IOException {
        AdminChecks.requireAttempt(actor, AdminAction.AUDIT_READ);
        Filter soFar = filter.before(reader.now());
        exported(actor, "audit-events", AuditFilters.described(filter));
        Position behind = null;
        List<AuditRow> chunk;
        do {
            chunk = reader.oldest(actor.accountId(), soFar, behind, CHUNK);
            for (AuditRow row : chunk) {
                lines.add(AuditEventView.Line.of(row));
                behind = Position.of(row);
            }
        } while (chunk.size() == CHUNK);
    }

    /** The checkpoints of the account's chain, oldest first. */
    public Checkpoints checkpoints(AdminActor actor, @Nullable String cursor, int limit) {
        AdminChecks.requireAttempt(actor, AdminAction.AUDIT_READ);
        long after = cursor == null ? 0 : number(cursor);
        Page<Checkpoint> page = Page.of(
                reader.checkpoints(actor.accountId(), after, limit + 1),
                limit,
                row -> encoded(
                        ByteBuffer.allocate(Long.BYTES).putLong(row.checkpoint().number())),
                Checkpoint::of);
        return new Checkpoints(page.items(), page.next(), publicKeys());
    }

    /** All of them, behind the keys that they are signed with. */
    public void exportCheckpoints(AdminActor actor, Lines lines) throws IOException {
        AdminChecks.requireAttempt(actor, AdminAction.AUDIT_READ);
        exported(actor, "audit-checkpoints", null);
        for (JsonNode key : publicKeys()) {
            lines.add(new Key(key));
        }
        long after = 0;
        List<AuditCheckpoint.Signed> chunk;
        do {
            chunk = reader.checkpoints(actor.accountId(), after, CHUNK);
            for (AuditCheckpoint.Signed row : chunk) {
                lines.add(Checkpoint.of(row));
                after = row.checkpoint().number();
            }
        } while (chunk.size() == CHUNK);
    }

    private void exported(AdminActor actor, String what, @Nullable Object filter) {
        transactions.run(() -> audit.changed(actor, AuditAction.AUDIT_EXPORTED, new Subject(what, null), null, filter));
    }

    /** The public halves, as they are stored: those that were revoked vouch for nothing. */
    private List<JsonNode> publicKeys() {
        return keys.findAll().of(StoredKey.Purpose.AUDIT).stream()
                .filter(key -> key.revokedAt() == null)
                .map(StoredKey::publicJwk)
                .filter(Objects::nonNull)
                .map(JSON::readTree)
                .toList();
    }

    private static Position position(String cursor) {
        TimeCursor read = TimeCursor.parse(cursor);
        return new Position(read.at(), read.id());
    }

    private static long number(String cursor) {
        return decoded(cursor, Long.BYTES).getLong();
    }

    private static String encoded(ByteBuffer bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    private static ByteBuffer decoded(String cursor, int length) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(cursor);
            if (bytes.length == length) {
                return ByteBuffer.wrap(bytes);
            }
        } catch (IllegalArgumentException e) {
            // not base64url: the same answer as for any other text
        }
        throw PageRequest.invalidCursor();
    }

    /**
     * A checkpoint.
     *
     * @param chain the account
     * @param rows that it vouches for: all up to {@code seq}
     * @param jws what it says, signed
     */
    public record Checkpoint(UUID chain, long number, long seq, long rows, String hash, String at, String jws) {

        static Checkpoint of(AuditCheckpoint.Signed signed) {
            AuditCheckpoint checkpoint = signed.checkpoint();
            return new Checkpoint(
                    checkpoint.chain(),
                    checkpoint.number(),
                    checkpoint.seq(),
                    checkpoint.seq(),
                    checkpoint.hash(),
                    AuditRow.time(checkpoint.at()),
                    signed.jws());
        }
    }

    /**
     * A page of checkpoints.
     *
     * @param keys the public keys that they are signed with, as JWKs
     */
    public record Checkpoints(
            List<Checkpoint> items, @Nullable String next, List<JsonNode> keys) {}

    /** A line of an export that has a public key. */
    public record Key(JsonNode key) {}
}
