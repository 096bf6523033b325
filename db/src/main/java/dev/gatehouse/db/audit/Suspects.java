package dev.gatehouse.db.audit;

import dev.gatehouse.db.audit.AuditFinding.What;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a chain that do not follow from the row before them. When all are known, each is tried behind the rows near
 * the others: so it shows which were altered, which only stand in another place, and which were put in between.
 */
final class Suspects {

    private static final int MOST = 200;

    private final Map<Long, Suspect> bySeq = new TreeMap<>();
    private final Consumer<AuditFinding> found;

    Suspects(Consumer<AuditFinding> found) {
        this.found = found;
    }

    /**
     * A row that does not follow from the one before.
     *
     * @param before the row before it
     * @param twoBefore the hash of the row before that
     */
    void add(AuditRow row, Neighbour before, String twoBefore) {
        AuditRow.Seal seal = row.seal();
        if (seal == null || bySeq.size() == MOST) {
            found.accept(altered(row));
        } else {
            bySeq.put(seal.seq(), new Suspect(row, seal.seq(), seal.hash(), before, twoBefore));
        }
    }

    /** Says of each what it is. */
    void judge() {
        Map<String, Long> places = new HashMap<>();
        for (Suspect suspect : bySeq.values()) {
            places.put(suspect.twoBefore, suspect.seq - 2);
            places.put(suspect.before.hash, suspect.seq - 1);
        }
        bySeq.values().forEach(suspect -> places.put(suspect.hash, suspect.seq));
        Map<Long, Long> predecessors = new HashMap<>();
        for (Suspect suspect : bySeq.values()) {
            places.forEach((hash, place) -> {
                if (suspect.row.hashAfter(hash).equals(suspect.hash)) {
                    predecessors.put(suspect.seq, place);
                }
            });
        }
        Set<Long> inserted = new HashSet<>();
        for (Suspect suspect : bySeq.values()) {
            Long predecessor = predecessors.get(suspect.seq);
            if (predecessor != null && predecessor == suspect.seq - 2 && !predecessors.containsKey(suspect.seq - 1)) {
                inserted.add(suspect.seq - 1);
                found.accept(new AuditFinding(
                        What.INSERTED,
                        suspect.chain(),
                        suspect.seq - 1,
                        suspect.before.id,
                        "this row was never sealed between its neighbours"));
            }
        }
        for (Suspect suspect : bySeq.values()) {
            if (!inserted.contains(suspect.seq) && !inserted.contains(suspect.seq - 1)) {
                judge(suspect, predecessors);
            }
        }
    }

    private void judge(Suspect suspect, Map<Long, Long> predecessors) {
        if (!predecessors.containsKey(suspect.seq)) {
            found.accept(altered(suspect.row));
            return;
        }
        long place = place(suspect.seq, predecessors, new HashSet<>());
        if (place != suspect.seq) {
            found.accept(AuditFinding.of(What.OUT_OF_ORDER, suspect.row, "this row was sealed as number " + place));
        }
    }

    /** Where a row was sealed: behind its predecessor, which may have been moved itself. */
    private static long place(long seq, Map<Long, Long> predecessors, Set<Long> seen) {
        Long predecessor = predecessors.get(seq);
        return predecessor == null || !seen.add(seq) ? seq : place(predecessor, predecessors, seen) + 1;
    }

    private static AuditFinding altered(AuditRow row) {
        return AuditFinding.of(
                What.ALTERED,
                row,
                "this row is not what was sealed, or those before it were replaced together with their hashes");
    }

    /** The row before: its id, if there is one, and its hash. */
    record Neighbour(@Nullable UUID id, String hash) {}

    private record Suspect(AuditRow row, long seq, String hash, Neighbour before, String twoBefore) {

        @Nullable
        UUID chain() {
            AuditRow.Seal seal = row.seal();
            return seal == null ? null : seal.chain();
        }
    }
}
