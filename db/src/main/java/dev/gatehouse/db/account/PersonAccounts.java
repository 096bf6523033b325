package dev.gatehouse.db.account;

import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the accounts that a person is an active member of, in one statement. */
@Component
public final class PersonAccounts {

    private final JdbcClient jdbc;

    PersonAccounts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The accounts, by their names. */
    public List<PersonAccount> active(UUID userId) {
        return jdbc.sql("select " + MemberRepository.COLUMNS + ", a.name as account_name from membership m"
                        + " join person p on p.id = m.user_id join account_role r on r.id = m.role_id"
                        + " join account a on a.id = m.account_id"
                        + " where m.user_id = :user and m.status = 'ACTIVE' order by a.name, a.id")
                .param("user", userId)
                .query((row, n) -> new PersonAccount(row.getString("account_name"), MemberRepository.member(row)))
                .list();
    }

    /** An account, and what the person is in it. */
    public record PersonAccount(String name, Member member) {

        /** The account's id. */
        public UUID id() {
            return member.accountId();
        }
    }
}
