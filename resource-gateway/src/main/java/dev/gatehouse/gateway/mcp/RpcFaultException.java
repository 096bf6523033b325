package dev.gatehouse.gateway.mcp;

/** Leaves the reading of a body at the first fault. */
final class RpcFaultException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient RpcFault fault;

    RpcFaultException(RpcFault fault) {
        super(fault.message(), null, false, false);
        this.fault = fault;
    }

    RpcFault fault() {
        return fault;
    }
}
