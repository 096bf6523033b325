package dev.gatehouse.db.invitation;

import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads what a person's own accounts are like, which decides whether they may join another (domain rule R103). */
@Component
public final class OwnedAccounts {

    private final JdbcClient jdbc;

    OwnedAccounts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The accounts that this person owns. */
    public List<OwnedAccount> of(UUID userId) {
        return jdbc.sql("select a.license_kind,"
                        + " exists (select 1 from integration i where i.account_id = a.id) as integrations,"
                        + " exists (select 1 from membership o where o.account_id = a.id and o.id <> m.id"
                        + " and o.status in ('ACTIVE', 'DISABLED')) as others"
                        + " from account a join membership m on m.id = a.owner_membership_id"
                        + " where m.user_id = :user order by a.id")
                .param("user", userId)
                .query((row, n) -> new OwnedAccount(
                        row.getString("license_kind"), row.getBoolean("integrations"), row.getBoolean("others")))
                .list();
    }

    /**
     * An account of somebody's own.
     *
     * @param licenseKind as stored
     * @param othersAccepted whether anybody but the owner has joined it
     */
    public record OwnedAccount(String licenseKind, boolean hasIntegrations, boolean othersAccepted) {}
}
