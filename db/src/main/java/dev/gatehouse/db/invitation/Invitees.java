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

    /** The people with these addresses, in whatever account or in none, by address. */
    public Map<String, UUID> known(Collection<String> emails) {
        Map<String, UUID> found = new HashMap<>();
        if (!emails.isEmpty()) {
            jdbc.sql("select id, email from person where email in (:emails)")
                    .param("emails", emails)
                    .query(row -> {
                        found.put(row.getString("email"), Column.uuid(row, "id"));
                    });
        }
        return found;
    }

    /** A membership of the account. */
    public record Standing(UUID membershipId, MembershipStatus status) {}
}
