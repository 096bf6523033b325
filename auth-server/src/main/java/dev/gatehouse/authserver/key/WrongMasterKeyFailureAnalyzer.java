package dev.gatehouse.authserver.key;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/** Says plainly that database and master key do not belong together. */
final class WrongMasterKeyFailureAnalyzer extends AbstractFailureAnalyzer<WrongMasterKey> implements FailureAnalyzer {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, WrongMasterKey cause) {
        return new FailureAnalysis(
                cause.getMessage(), "Start with the master key that this database was first started with.", cause);
    }
}
