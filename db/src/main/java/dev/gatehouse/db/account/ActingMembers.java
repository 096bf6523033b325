package dev.gatehouse.db.account;

import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads members who act, with what the account lends to its people, in one statement. */
@Component
public final class ActingMembers {

    private final JdbcClient jdbc;

    ActingMembers(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** One member. */
    public Optional<Acting> find(UUID accountId, UUID userId) {
        return jdbc.sql("select " + MemberRepository.COLUMNS + ", a.non_admin_invitations"
                        + " from membership m join person p on p.id = m.user_id"
                        + " join account_role r on r.id = m.role_id join account a on a.id = m.account_id"
                        + " where m.account_id = :account and m.user_id = :user")
                .param("account", accountId)
                .param("user", userId)
                .query((row, n) -> new Acting(MemberRepository.member(row), row.getBoolean("non_admin_invitations")))
                .optional();
    }

    /**
     * A member who acts.
     *
     * @param nonAdminInvitations whether the account lets people invite who have a level on an integration
     */
    public record Acting(Member member, boolean nonAdminInvitations) {}
}
