package dev.gatehouse.db.invitation;

import dev.gatehouse.db.Column;
import dev.gatehouse.db.account.MemberRepository;
import dev.gatehouse.db.account.PersonRepository;
import dev.gatehouse.db.account.PersonRow;
import dev.gatehouse.policy.account.MembershipStatus;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who is behind the addresses that somebody invites. */
@Component
public final class Invitees {

    private final JdbcClient jdbc;
    private final PersonRepository people;

    Invitees(JdbcClient jdbc, PersonRepository people) {
        this.jdbc = jdbc;
        this.people = people;
    }

    /** The people with these addresses who are in the account in whatever state, by address. */
    public Map<String, Standing> inAccount(UUID accountId, Collection<String> emails) {
        Map<String, Standing> found = new HashMap<>();
        if (!emails.isEmpty()) {
            jdbc.sql("select p.email, m.id, m.user_id, m.status from person p join membership m on m.user_id = p.id"
                            + " where m.account_id = :account and p.email in (:emails)")
                    .param("account", accountId)
                    .param("emails", emails)
                    .query(row -> {
                        Standing standing = new Standing(
                                Column.uuid(row, "id"),
                                Column.uuid(row, "user_id"),
                                MemberRepository.status(row.getString("status")));
                        found.put(row.getString("email"), standing);
                    });
        }
        return found;
    }

    /**
     * The people with these addresses, by address; whoever nobody knows is made. Those who have no password are locked until
     * the transaction ends, so that nobody forgets them meanwhile. All in the order of the addresses: who invites the same
     * people at once waits, and does not stand in the way. Fails on a constraint when somebody was made at the same moment.
     *
     * @param ids the id of whoever is made, by the address
     */
    public Map<String, UUID> people(Collection<String> emails, Function<String, UUID> ids, Instant now) {
        Map<String, Known> known = known(emails);
        Map<String, UUID> found = new HashMap<>();
        for (String email : new TreeSet<>(emails)) {
            Known person = known.get(email);
            if (person != null && (person.hasPassword() || lock(person.id()))) {
                found.put(email, person.id());
            } else {
                found.put(
                        email,
                        people.save(PersonRow.invited(ids.apply(email), email, now))
                                .id());
            }
        }
        return found;
    }

    private Map<String, Known> known(Collection<String> emails) {
        if (emails.isEmpty()) {
            return Map.of();
        }
        return jdbc
                .sql("select id, email, password_hash from person where email in (:emails)")
                .param("emails", emails)
                .query((row, n) -> new Known(
                        Column.uuid(row, "id"), row.getString("email"), row.getString("password_hash") != null))
                .list()
                .stream()
                .collect(Collectors.toMap(Known::email, Function.identity()));
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
    public record Standing(UUID membershipId, UUID userId, MembershipStatus status) {}
}
