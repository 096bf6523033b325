package dev.gatehouse.db.account;

import dev.gatehouse.policy.account.SystemRole;
import dev.gatehouse.policy.permission.LicenseKind;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Makes accounts: the only place that does. */
@Component
public final class NewAccounts {

    private final AccountRepository accounts;
    private final RoleRepository roles;
    private final MembershipRepository memberships;

    NewAccounts(AccountRepository accounts, RoleRepository roles, MembershipRepository memberships) {
        this.accounts = accounts;
        this.roles = roles;
        this.memberships = memberships;
    }

    /**
     * Makes an account with all built-in roles, in the transaction under way. This person owns it; whoever comes later gets
     * the custom level, which reaches nothing by itself.
     */
    public AccountRow create(String name, LicenseKind license, UUID ownerId, Instant now) {
        AccountRow account = accounts.save(AccountRow.create(UUID.randomUUID(), name, license));
        Map<SystemRole, UUID> made = new EnumMap<>(SystemRole.class);
        for (SystemRole role : SystemRole.values()) {
            made.put(
                    role,
                    roles.save(RoleRow.preset(UUID.randomUUID(), account.id(), role))
                            .id());
        }
        MembershipRow owner = memberships.save(MembershipRow.create(
                UUID.randomUUID(), account.id(), ownerId, Objects.requireNonNull(made.get(SystemRole.OWNER)), now));
        return accounts.save(account.with(owner.id(), Objects.requireNonNull(made.get(SystemRole.CUSTOM_LEVEL))));
    }
}
