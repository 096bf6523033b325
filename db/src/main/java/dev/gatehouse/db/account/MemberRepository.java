package dev.gatehouse.db.account;

import dev.gatehouse.db.Column;
import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.account.IntegrationLevel;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.Role;
import dev.gatehouse.policy.account.SystemRole;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads members of an account in one statement, without a query per row. */
@Component
public final class MemberRepository {

    /** The columns that {@link #member} reads, over the aliases m (membership), p (person) and r (role). */
    public static final String COLUMNS = "m.id as membership_id, m.account_id, m.status, m.version, p.id as user_id,"
            + " p.email, p.name, p.last_sign_in_at, r.id as role_id, r.system_key, r.name as role_name, r.capabilities,"
            + " r.integration_level, m.sso_required, m.mfa_required, m.may_edit_retry_data,"
            + " (select max(case ia.level when 'MANAGE' then 2 when 'MONITOR' then 1 else 0 end)"
            + " from integration_access ia where ia.membership_id = m.id) as chosen_level";

    /** By the numbers that {@link #COLUMNS} compares them by. */
    private static final IntegrationLevel[] LEVELS = {
        IntegrationLevel.NONE, IntegrationLevel.MONITOR, IntegrationLevel.MANAGE
    };

    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private static final String FROM =
            " from membership m join person p on p.id = m.user_id join account_role r on r.id = m.role_id";

    private final JdbcClient jdbc;

    MemberRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Members by the id of the membership, after {@code cursor}; INVITED and DISMISSED included. */
    public List<Member> list(UUID accountId, @Nullable UUID cursor, int limit) {
        return jdbc.sql("select " + COLUMNS + FROM + " where m.account_id = :account"
                        + " and m.id > :cursor order by m.id limit :limit")
                .param("account", accountId)
                .param("cursor", Objects.requireNonNullElse(cursor, BEFORE_ALL))
                .param("limit", limit)
                .query((row, n) -> member(row))
                .list();
    }

    /** One member. */
    public Optional<Member> find(UUID accountId, UUID userId) {
        return jdbc.sql("select " + COLUMNS + FROM + " where m.account_id = :account and m.user_id = :user")
                .param("account", accountId)
                .param("user", userId)
                .query((row, n) -> member(row))
                .optional();
    }

    /**
     * Maps {@link #COLUMNS}. Of people who have not joined nothing is told but the address, which the account knows: they may
     * be people of other accounts.
     */
    public static Member member(ResultSet row) throws SQLException {
        MembershipStatus status = status(row.getString("status"));
        boolean joined = status == MembershipStatus.ACTIVE || status == MembershipStatus.DISABLED;
        return new Member(
                Column.uuid(row, "user_id"),
                Column.uuid(row, "membership_id"),
                Column.uuid(row, "account_id"),
                row.getString("email"),
                row.getString(joined ? "name" : "email"),
                status,
                role(row),
                joined ? Column.instantOrNull(row, "last_sign_in_at") : null,
                row.getBoolean("sso_required"),
                row.getBoolean("mfa_required"),
                row.getBoolean("may_edit_retry_data"),
                LEVELS[row.getInt("chosen_level")],
                row.getLong("version"));
    }

    /** Maps role_id, system_key, role_name, capabilities and integration_level. */
    public static Role role(ResultSet row) throws SQLException {
        return new Role(
                Column.uuid(row, "role_id"),
                systemRole(row.getString("system_key")),
                row.getString("role_name"),
                Column.names(Capability.class, row.getString("capabilities")),
                level(row.getString("integration_level")));
    }

    /** The status; what this program does not know gives nothing. */
    public static MembershipStatus status(String name) {
        for (MembershipStatus status : MembershipStatus.values()) {
            if (status.name().equals(name)) {
                return status;
            }
        }
        return MembershipStatus.DISABLED;
    }

    /** The level; what this program does not know gives nothing. */
    public static IntegrationLevel level(@Nullable String name) {
        for (IntegrationLevel level : IntegrationLevel.values()) {
            if (level.name().equals(name)) {
                return level;
            }
        }
        return IntegrationLevel.NONE;
    }

    static @Nullable SystemRole systemRole(@Nullable String name) {
        for (SystemRole role : SystemRole.values()) {
            if (role.name().equals(name)) {
                return role;
            }
        }
        return null;
    }
}
