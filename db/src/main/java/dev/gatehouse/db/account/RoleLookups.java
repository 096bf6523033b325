package dev.gatehouse.db.account;

import dev.gatehouse.db.Column;
import dev.gatehouse.policy.account.SystemRole;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads roles with the number of those who hold them, in one statement. */
@Component
public final class RoleLookups {

    private static final String SELECT = "select r.id, r.account_id, r.system_key, r.name, r.icon, r.capabilities,"
            + " r.integration_level, r.version,"
            + " (select count(*) from membership m where m.role_id = r.id) as members"
            + " from account_role r where r.account_id = :account";

    private final JdbcClient jdbc;

    RoleLookups(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A page of the roles of an account: those with a greater id. */
    public List<HeldRole> list(UUID accountId, UUID after, int limit) {
        return jdbc.sql(SELECT + " and r.id > :after order by r.id limit :limit")
                .param("account", accountId)
                .param("after", after)
                .param("limit", limit)
                .query((row, n) -> held(row))
                .list();
    }

    /** One of them. */
    public Optional<HeldRole> find(UUID accountId, UUID roleId) {
        return jdbc.sql(SELECT + " and r.id = :role")
                .param("account", accountId)
                .param("role", roleId)
                .query((row, n) -> held(row))
                .optional();
    }

    /** How many other active members hold a built-in role. */
    public int countOtherActiveHolders(UUID accountId, SystemRole role, UUID exceptMembershipId) {
        return jdbc.sql("select count(*) from account_role r join membership m on m.role_id = r.id"
                        + " where r.account_id = :account and r.system_key = :role and m.status = 'ACTIVE'"
                        + " and m.id <> :except")
                .param("account", accountId)
                .param("role", role.name())
                .param("except", exceptMembershipId)
                .query(Integer.class)
                .single();
    }

    private static HeldRole held(ResultSet row) throws SQLException {
        return new HeldRole(
                new RoleRow(
                        Column.uuid(row, "id"),
                        Column.uuid(row, "account_id"),
                        MemberRepository.systemRole(row.getString("system_key")),
                        row.getString("name"),
                        row.getString("icon"),
                        row.getString("capabilities"),
                        row.getString("integration_level"),
                        row.getLong("version")),
                row.getInt("members"));
    }

    /**
     * A role.
     *
     * @param members how many hold it, in whatever state they are
     */
    public record HeldRole(RoleRow role, int members) {}
}
