package dev.gatehouse.gateway.proxy;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import reactor.netty.ChannelBindException;

/** Says which port is taken, without a stack trace. */
final class PortInUseFailureAnalyzer extends AbstractFailureAnalyzer<ChannelBindException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, ChannelBindException cause) {
        return new FailureAnalysis(
                "The gateway cannot listen on " + cause.localHost() + ":" + cause.localPort()
                        + ": the address is in use or may not be used.",
                "Stop the program that uses it, or choose another port with GATEHOUSE_GATEWAY_PORT, or for metrics with"
                        + " GATEHOUSE_GATEWAY_MANAGEMENT_PORT.",
                cause);
    }
}
