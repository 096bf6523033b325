package dev.gatehouse.gateway.upstream;

/** Too many connections to this upstream are being made already. */
public final class UpstreamBusyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UpstreamBusyException() {
        super("too many connections at once", null, false, false);
    }
}
