package dev.gatehouse.db.account;

import dev.gatehouse.db.Column;
import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.account.IntegrationLevel;
import dev.gatehouse.policy.account.Role;
import dev.gatehouse.policy.account.SystemRole;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;
import org.springframework.data.relational.core.mapping.Table;

/**
 * A role of an account.
 *
 * @param capabilities names of capabilities, space-delimited
 * @param integrationLevel the level that the role gives on every integration: NONE, MONITOR or MANAGE
 */
@Table("account_role")
public record RoleRow(
        @Id UUID id,
        UUID accountId,
        @Nullable SystemRole systemKey,
        String name,
        @Nullable String icon,
        String capabilities,
        String integrationLevel,
        @Version long version) {

    /** A built-in role as an account gets it at the start. */
    public static RoleRow preset(UUID id, UUID accountId, SystemRole role) {
        String level = switch (role) {
            case MANAGE_ALL, OWNER, ADMIN, SUPER_ADMIN -> "MANAGE";
            case MONITOR_ALL -> "MONITOR";
            case ADMINISTRATOR, MEMBER, CUSTOM_LEVEL -> "NONE";
        };
        return new RoleRow(id, accountId, role, role.displayName(), null, Column.names(role.capabilities()), level, 0);
    }

    /** A role of the account's own. */
    public static RoleRow own(UUID id, UUID accountId, String name, @Nullable String icon) {
        return new RoleRow(id, accountId, null, name, icon, "", IntegrationLevel.NONE.name(), 0);
    }

    /** The same role with these capabilities and this level. */
    public RoleRow with(Set<Capability> newCapabilities, IntegrationLevel newLevel) {
        return new RoleRow(
                id, accountId, systemKey, name, icon, Column.names(newCapabilities), newLevel.name(), version);
    }

    /** The same role under another name and icon. */
    public RoleRow named(String newName, @Nullable String newIcon) {
        return new RoleRow(id, accountId, systemKey, newName, newIcon, capabilities, integrationLevel, version);
    }

    /** The level; what this program does not know gives nothing. */
    public IntegrationLevel level() {
        return MemberRepository.level(integrationLevel);
    }

    /** The role as decisions see it. */
    public Role toRole() {
        return new Role(id, systemKey, name, Column.names(Capability.class, capabilities), level());
    }
}
