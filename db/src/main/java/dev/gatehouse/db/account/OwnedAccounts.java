package dev.gatehouse.db.account;

import dev.gatehouse.db.Column;
import dev.gatehouse.policy.permission.Eligibility;
import dev.gatehouse.policy.permission.LicenseKind;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads what a person owns, in one statement. */
@Component
public final class OwnedAccounts {

    private final JdbcClient jdbc;

    OwnedAccounts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The accounts that the person owns, by id. Who was invited and has not answered, or declined, has not joined. */
    public List<OwnedAccount> of(UUID userId) {
        return jdbc.sql("select a.id, a.license_kind,"
                        + " exists (select 1 from integration i where i.account_id = a.id) as has_integrations,"
                        + " exists (select 1 from membership o where o.account_id = a.id and o.user_id <> m.user_id"
                        + " and o.status in ('ACTIVE', 'DISABLED')) as others_accepted"
                        + " from membership m join account_role r on r.id = m.role_id"
                        + " join account a on a.id = m.account_id"
                        + " where m.user_id = :user and r.system_key = 'OWNER' order by a.id")
                .param("user", userId)
                .query((row, n) -> new OwnedAccount(
                        Column.uuid(row, "id"),
                        LicenseKind.named(row.getString("license_kind")).orElse(null),
                        row.getBoolean("has_integrations"),
                        row.getBoolean("others_accepted")))
                .list();
    }

    /**
     * Whether the person may accept an invitation into an account that they do not own: every account of theirs must let them,
     * and the worst answer counts.
     */
    public Eligibility eligibility(UUID userId) {
        List<Eligibility> answers =
                of(userId).stream().map(OwnedAccount::eligibility).toList();
        return answers.isEmpty() ? Eligibility.ofNoOwner() : Collections.max(answers);
    }
}
