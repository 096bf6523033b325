package dev.gatehouse.authserver.settings;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Prints what is missing as a list, without a stack trace. */
final class UnusableSettingsFailureAnalyzer extends AbstractFailureAnalyzer<UnusableSettings> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, UnusableSettings cause) {
        return new FailureAnalysis(
                "The authorization server cannot start with these settings:\n\n" + cause.getMessage(),
                "`./gatehouse init` writes a configuration to start from; `./gatehouse help` lists every variable.",
                cause);
    }
}
