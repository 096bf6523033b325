package dev.gatehouse.gateway.settings;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Prints the list of what is missing in place of a stack trace. */
final class SettingsFailureAnalyzer extends AbstractFailureAnalyzer<SettingsException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, SettingsException cause) {
        return new FailureAnalysis(
                "The gateway cannot start with these settings:\n  - " + String.join("\n  - ", cause.problems()),
                "Set what is listed, as environment variables or as gatehouse.* properties. The demo needs none of it:"
                        + " it runs with the profile `demo`.",
                cause);
    }
}
