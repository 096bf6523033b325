package dev.gatehouse.db.authorization;

import dev.gatehouse.db.testing.TestAccount;
import dev.gatehouse.db.testing.TestAccounts;
import dev.gatehouse.db.testing.TestStore;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the contracts of this package start from: an account of their own and a scenario with the default settings. */
abstract class AuthorizationContract {

    @Autowired
    ApplicationContext context;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TestAccounts accounts;

    TestAccount account;
    AuthorizationScenario scenario;

    @BeforeEach
    void start() {
        account = accounts.create();
        scenario = new AuthorizationScenario(context, TestStore.SETTINGS);
    }

    AuthorizationScenario withRetryWindow(Duration window) {
        return new AuthorizationScenario(
                context,
                new AuthorizationSettings(
                        TestStore.SETTINGS.issuer(),
                        TestStore.SETTINGS.codeTtl(),
                        TestStore.SETTINGS.absoluteTtl(),
                        TestStore.SETTINGS.idleTtl(),
                        window));
    }

    AuthorizationScenario withIdleTtl(Duration idleTtl) {
        return new AuthorizationScenario(
                context,
                new AuthorizationSettings(
                        TestStore.SETTINGS.issuer(),
                        TestStore.SETTINGS.codeTtl(),
                        TestStore.SETTINGS.absoluteTtl(),
                        idleTtl,
                        TestStore.SETTINGS.retryWindow()));
    }
}
