package dev.gatehouse.db.testing;

import dev.gatehouse.db.account.AccountRepository;
import dev.gatehouse.db.account.AccountRow;
import dev.gatehouse.db.account.MembershipRepository;
import dev.gatehouse.db.account.PersonRepository;
import dev.gatehouse.db.account.RoleRepository;
import dev.gatehouse.db.grant.GrantRepository;
import dev.gatehouse.db.server.ExternalIdpRepository;
import dev.gatehouse.db.server.ServerRepository;
import java.util.UUID;

/** Makes accounts, each with nothing in common with any other, so that suites can share one database. */
public final class TestAccounts {

    final AccountRepository accounts;
    final PersonRepository people;
    final RoleRepository roles;
    final MembershipRepository memberships;
    final ServerRepository servers;
    final ExternalIdpRepository externalIdps;
    final GrantRepository grants;

    TestAccounts(
            AccountRepository accounts,
            PersonRepository people,
            RoleRepository roles,
            MembershipRepository memberships,
            ServerRepository servers,
            ExternalIdpRepository externalIdps,
            GrantRepository grants) {
        this.accounts = accounts;
        this.people = people;
        this.roles = roles;
        this.memberships = memberships;
        this.servers = servers;
        this.externalIdps = externalIdps;
        this.grants = grants;
    }

    /** A new account with both sources of reach on and nobody in it. */
    public TestAccount create() {
        return new TestAccount(this, accounts.save(AccountRow.create(UUID.randomUUID(), "Test account")));
    }
}
