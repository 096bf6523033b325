package dev.gatehouse.db.invitation;

import dev.gatehouse.db.Column;
import dev.gatehouse.db.account.MemberRepository;
import dev.gatehouse.policy.account.MembershipStatus;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads who is behind the addresses that somebody invites, all in one statement. */
@Component
public final class Invitees {

    private final JdbcClient jdbc;

    Invitees(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The people with these addresses who are in the account in whatever state, by address. */
    public Map<String, Standing> inAccount(UUID accountId, Collection<String> emails) {
        Map<String, Standing> found = new HashMap<>();
        if (!emails.isEmpty()) {
            jdbc.sql("select p.email, m.id, m.status from person p join membership m on m.user_id = p.id"
                            + " where m.account_id = :account and p.email in (:emails)")
                    .param("account", accountId)
                    .param("emails", emails)
                    .query(row -> {
                        Standing standing =
                                new Standing(Column.uuid(row, "id"), MemberRepository.status(row.getString("status")));
                        found.put(row.getString("email"), standing);
                    });
        }
        return found;
    }

    /**
     * The people with these addresses, in whatever account or in none, by address. Those who have no password are locked, by
     * id, until the transaction ends, so that nobody forgets them meanwhile.
     */
    public Map<String, UUID> keep(Collection<String> emails) {
        Map<String, UUID> found = new HashMap<>();
        if (emails.isEmpty()) {
            return found;
        }
        jdbc.sql("select id, email, password_hash from person where email in (:emails) order by id")
                .param("emails", emails)
                .query((row, n) -> new Known(
                        Column.uuid(row, "id"), row.getString("email"), row.getString("password_hash") != null))
                .list()
                .forEach(known -> {
                    if (known.hasPassword() || lock(known.id())) {
                        found.put(known.email(), known.id());
                    }
                });
        return found;
    }

    private boolean lock(UUID id) {
        return jdbc.sql("select id from person where id = :id for update")
                .param("id", id)
                .query((row, n) -> Column.uuid(row, "id"))
                .optional()
                .isPresent();
    }

    private record Known(UUID id, String email, boolean hasPassword) {}

    /** A membership of the account. */
    public record Standing(UUID membershipId, MembershipStatus status) {}
}
