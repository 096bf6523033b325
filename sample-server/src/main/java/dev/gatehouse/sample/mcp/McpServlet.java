package dev.gatehouse.sample.mcp;

import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The SDK's servlet, with JSON-RPC errors where it refuses a message. It ignores {@code MCP-Protocol-Version}; a version
 * that it does not speak is refused here, except in {@code initialize}, whose body settles the version.
 */
final class McpServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final int PAYLOAD_TOO_LARGE = 413;

    private final transient HttpServletStreamableServerTransportProvider sdk;
    private final List<String> versions;

    McpServlet(HttpServletStreamableServerTransportProvider sdk) {
        this.sdk = sdk;
        this.versions = List.copyOf(sdk.protocolVersions());
    }

    @Override
    public void init(ServletConfig config) throws ServletException {
        super.init(config);
        sdk.init(config);
    }

    @Override
    public void destroy() {
        sdk.destroy();
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if ("POST".equals(request.getMethod())) {
            post(request, response);
        } else {
            sdk.service(request, response);
        }
    }

    private void post(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
        Optional<RequestBody> body = RequestBody.read(request);
        if (body.isEmpty()) {
            JsonRpcError.invalid(Message.UNREADABLE, "message longer than 1 MiB")
                    .write(response, PAYLOAD_TOO_LARGE);
            return;
        }
        Message message = Message.read(body.get().content());
        String version = request.getHeader("MCP-Protocol-Version");
        if (version != null && !versions.contains(version) && !message.method().equals(McpSchema.METHOD_INITIALIZE)) {
            JsonRpcError.unsupportedVersion(message, versions, version)
                    .write(response, HttpServletResponse.SC_BAD_REQUEST);
            return;
        }
        HeldRefusal held = new HeldRefusal(response);
        sdk.service(body.get(), held);
        held.answer(message);
    }
}
