package dev.gatehouse.authserver.admin;

import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * One side of a change of a set, for the audit log: before, what goes; after, what comes.
 *
 * @param count how many there are altogether
 * @param ids the first of them
 */
record IdChange(long count, List<UUID> ids) {

    private static final int SHOWN = 20_000;

    static IdChange of(long count, Collection<UUID> ids) {
        return new IdChange(count, ids.stream().sorted().limit(SHOWN).toList());
    }
}
