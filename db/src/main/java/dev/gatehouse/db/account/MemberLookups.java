package dev.gatehouse.db.account;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads named members of an account, all in one statement. */
@Component
public final class MemberLookups {

    private final JdbcClient jdbc;

    MemberLookups(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Those of these people who are in the account, in whatever state, by id. */
    public List<Member> find(UUID accountId, Collection<UUID> userIds) {
        if (userIds.isEmpty()) {
            return List.of();
        }
        return jdbc.sql("select " + MemberRepository.COLUMNS + " from membership m join person p on p.id = m.user_id"
                        + " join account_role r on r.id = m.role_id"
                        + " where m.account_id = :account and m.user_id in (:users) order by m.user_id")
                .param("account", accountId)
                .param("users", userIds)
                .query((row, n) -> MemberRepository.member(row))
                .list();
    }
}
