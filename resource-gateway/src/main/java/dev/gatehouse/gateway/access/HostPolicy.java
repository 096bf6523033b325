package dev.gatehouse.gateway.access;

import dev.gatehouse.gateway.http.Answer;
import dev.gatehouse.gateway.http.HeadCheck;
import dev.gatehouse.gateway.http.RequestHead;
import dev.gatehouse.gateway.settings.GatewaySettings;
import dev.gatehouse.policy.net.LoopbackHost;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Under which names the gateway may be asked: its own, those that the operator adds, and on a machine that it does not leave
 * the names of that machine. A page whose name was made to lead here (DNS rebinding) asks under its own name. The port does
 * not matter, except where the operator has given one: a proxy in front may have another.
 */
@Component
public final class HostPolicy {

    private static final String ANY = "*";
    private static final Answer MISDIRECTED =
            Answer.problem(421, "nothing is served under this name here", "HOST_NOT_ALLOWED");

    private final Set<String> allowed;
    private final boolean loopback;

    HostPolicy(GatewaySettings settings) {
        this.allowed = settings.allowedHosts();
        this.loopback = settings.loopbackOnly();
    }

    /** The refusal (RFC 9110 section 15.5.20). Health is told under any name, or no balancer could ask. */
    public Optional<Answer> problem(RequestHead head) {
        Optional<String> host = HeadCheck.hostOf(head.headers());
        boolean fine = host.isEmpty()
                || allowed.contains(host.get())
                || allowed.contains(ANY)
                || loopback && LoopbackHost.isName(host.get())
                || head.path().startsWith("/health/")
                || HeadCheck.authorityOf(head.headers())
                        .filter(allowed::contains)
                        .isPresent();
        return fine ? Optional.empty() : Optional.of(MISDIRECTED);
    }
}
