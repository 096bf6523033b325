package dev.gatehouse.db.testing;

import dev.gatehouse.db.account.AccountRepository;
import dev.gatehouse.db.account.AccountRow;
import dev.gatehouse.db.account.MembershipRepository;
import dev.gatehouse.db.account.PersonRepository;
import dev.gatehouse.db.account.RoleRepository;
import dev.gatehouse.db.bundle.Assignments;
import dev.gatehouse.db.bundle.BundleRepository;
import dev.gatehouse.db.bundle.BundleTeams;
import dev.gatehouse.db.grant.GrantRepository;
import dev.gatehouse.db.server.ExternalIdpRepository;
import dev.gatehouse.db.server.ServerRepository;
import dev.gatehouse.db.team.TeamMembers;
import dev.gatehouse.db.team.TeamRepository;
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
    final TeamRepository teams;
    final TeamMembers teamMembers;
    final BundleRepository bundles;
    final BundleTeams bundleTeams;
    final Assignments assignments;

    TestAccounts(
            AccountRepository accounts,
            PersonRepository people,
            RoleRepository roles,
            MembershipRepository memberships,
            ServerRepository servers,
            ExternalIdpRepository externalIdps,
            GrantRepository grants,
            TeamRepository teams,
            TeamMembers teamMembers,
            BundleRepository bundles,
            BundleTeams bundleTeams,
            Assignments assignments) {
        this.accounts = accounts;
        this.people = people;
        this.roles = roles;
        this.memberships = memberships;
        this.servers = servers;
        this.externalIdps = externalIdps;
        this.grants = grants;
        this.teams = teams;
        this.teamMembers = teamMembers;
        this.bundles = bundles;
        this.bundleTeams = bundleTeams;
        this.assignments = assignments;
    }

    /** A new account with both sources of reach on and nobody in it. */
    public TestAccount create() {
        return new TestAccount(this, accounts.save(AccountRow.create(UUID.randomUUID(), "Test account")));
    }
}
