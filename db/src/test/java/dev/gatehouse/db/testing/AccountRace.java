package dev.gatehouse.db.testing;

import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.account.AccountLocks;
import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.authorization.AuthorizationScenario;
import dev.gatehouse.db.grant.GrantRepository;
import dev.gatehouse.db.grant.ReachChanges;
import dev.gatehouse.db.server.ServerRow;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Where changes of one account race: an account with a server and a person, and the track. */
public abstract class AccountRace {

    @Autowired
    protected JdbcClient jdbc;

    @Autowired
    protected Transactions transactions;

    @Autowired
    protected AccountLocks locks;

    @Autowired
    protected ReachChanges reach;

    @Autowired
    protected GrantRepository grants;

    @Autowired
    private ApplicationContext context;

    @Autowired
    private TestAccounts accounts;

    protected RaceTrack track;
    protected AuthorizationScenario scenario;
    protected TestAccount account;
    protected MembershipRow member;
    protected ServerRow server;

    @BeforeEach
    final void openTrack() {
        track = new RaceTrack(context.getEnvironment());
        scenario = new AuthorizationScenario(context, TestStore.SETTINGS);
        account = accounts.create();
        server = account.server();
        member = account.member();
    }

    @AfterEach
    final void closeTrack() {
        track.close();
    }

    /** How many of the person's authorizations live. */
    protected final long live() {
        return jdbc.sql("select count(*) from oauth_authorization where user_id = :user and revoked_at is null")
                .param("user", member.userId())
                .query(Long.class)
                .single();
    }

    /** The rule, broken where an authorization of the person lives. */
    protected final List<String> nothingLives(String rule) {
        return live() == 0 ? List.of() : List.of(rule);
    }
}
