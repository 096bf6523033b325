package dev.gatehouse.db;

import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Runs work in a transaction at READ COMMITTED, and runs it again when the database broke it off for a deadlock or a
 * serialization failure, at most twice. Work must therefore have no effect outside the database.
 */
@Component
public final class Transactions {

    private static final Logger log = LoggerFactory.getLogger(Transactions.class);
    private static final int ATTEMPTS = 3;

    private final TransactionTemplate template;

    Transactions(PlatformTransactionManager transactionManager) {
        this.template = new TransactionTemplate(transactionManager);
        this.template.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
    }

    /** Runs in a transaction, joining one that is under way. */
    public <T> T run(Supplier<T> work) {
        return run(status -> work.get());
    }

    /** Runs in a transaction, joining one that is under way. */
    public void run(Runnable work) {
        run(status -> {
            work.run();
            return Boolean.TRUE;
        });
    }

    /** Runs in a transaction that the work may mark for rollback while it still answers. */
    public <T> T run(Function<TransactionStatus, T> work) {
        boolean outermost = !TransactionSynchronizationManager.isActualTransactionActive();
        for (int attempt = 1; ; attempt++) {
            try {
                T result = template.execute(work::apply);
                if (result == null) {
                    throw new IllegalStateException("work in a transaction must answer");
                }
                return result;
            } catch (PessimisticLockingFailureException e) {
                if (!outermost || attempt == ATTEMPTS) {
                    throw e;
                }
                log.info(
                        "the database broke a transaction off, trying again: {}",
                        e.getClass().getSimpleName());
            }
        }
    }
}
