package dev.gatehouse.db.grant;

import dev.gatehouse.db.account.MemberRepository;
import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.account.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads which sources of reach an account has: its policy, and the roles that reach every server. */
@Component
final class ReachSources {

    private final JdbcClient jdbc;

    ReachSources(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The sources of the account. Roles are judged as decisions judge them, not by what stands in their column. */
    Sources of(UUID accountId) {
        List<UUID> everywhere = new ArrayList<>();
        List<Boolean> policy = new ArrayList<>();
        jdbc.sql("select a.direct_grants, a.team_grants, r.id as role_id, r.system_key, r.name as role_name,"
                        + " r.capabilities, r.integration_level from account a join account_role r on r.account_id = a.id"
                        + " where a.id = :account order by r.id")
                .param("account", accountId)
                .query(row -> {
                    Role role = MemberRepository.role(row);
                    if (role.has(Capability.MCP_USE_ALL_SERVERS)) {
                        everywhere.add(role.id());
                    }
                    policy.add(row.getBoolean("direct_grants"));
                    policy.add(row.getBoolean("team_grants"));
                });
        return policy.isEmpty()
                ? new Sources(accountId, false, false, List.of())
                : new Sources(accountId, policy.get(0), policy.get(1), everywhere);
    }

    /**
     * What gives reach in an account.
     *
     * @param everywhere the roles that reach every server
     */
    record Sources(UUID accountId, boolean directGrants, boolean teamGrants, List<UUID> everywhere) {}
}
