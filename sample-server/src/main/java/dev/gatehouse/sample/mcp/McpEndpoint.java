package dev.gatehouse.sample.mcp;

import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures.SyncPromptSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.SyncResourceSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema.GetPromptResult;
import io.modelcontextprotocol.spec.McpSchema.Prompt;
import io.modelcontextprotocol.spec.McpSchema.PromptArgument;
import io.modelcontextprotocol.spec.McpSchema.PromptMessage;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceResult;
import io.modelcontextprotocol.spec.McpSchema.Resource;
import io.modelcontextprotocol.spec.McpSchema.Role;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.TextResourceContents;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import jakarta.servlet.http.HttpServlet;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.web.servlet.ServletRegistrationBean;

/**
 * One MCP server at one path.
 *
 * @param registration the servlet that speaks Streamable HTTP at {@code /<name>/mcp}
 * @param tools the tools with their annotations, for whoever must tell reading from writing
 */
public record McpEndpoint(ServletRegistrationBean<? extends HttpServlet> registration, List<Tool> tools) {

    private static final String VERSION = "0.1.0";
    private static final String MEMO = "memo://welcome";

    /** Opens a server with every tool, the resource and the prompt. */
    public static McpEndpoint open(String name) {
        List<SyncToolSpecification> tools = new ArrayList<>(Tools.notes(new Notebook()));
        tools.add(Tools.add());
        tools.add(CountSlowly.tool());
        return open(name, tools);
    }

    /** Opens a server with the short tools only. */
    static McpEndpoint openNotes(String name) {
        return open(name, Tools.notes(new Notebook()));
    }

    private static McpEndpoint open(String name, List<SyncToolSpecification> tools) {
        String path = "/" + name + "/mcp";
        HttpServletStreamableServerTransportProvider transport = HttpServletStreamableServerTransportProvider.builder()
                .mcpEndpoint(path)
                .contextExtractor(HeaderNames::from)
                .httpHeaderValidator(new LoopbackHost())
                .build();
        McpServer.sync(transport)
                .serverInfo("gatehouse-sample-" + name, VERSION)
                .capabilities(ServerCapabilities.builder()
                        .tools(false)
                        .resources(false, false)
                        .prompts(false)
                        .logging()
                        .build())
                .tools(tools)
                .resources(welcome(name))
                .prompts(greet())
                .build();
        ServletRegistrationBean<McpServlet> registration =
                new ServletRegistrationBean<>(new McpServlet(transport), path);
        registration.setName(name);
        return new McpEndpoint(
                registration, tools.stream().map(SyncToolSpecification::tool).toList());
    }

    private static SyncResourceSpecification welcome(String name) {
        Resource memo = Resource.builder(MEMO, "welcome")
                .description("A short welcome.")
                .mimeType("text/plain")
                .build();
        return new SyncResourceSpecification(
                memo,
                (exchange, request) -> new ReadResourceResult(
                        List.of(new TextResourceContents(MEMO, "text/plain", "Welcome to server " + name + "."))));
    }

    private static SyncPromptSpecification greet() {
        Prompt prompt = Prompt.builder("greet")
                .description("Asks for a greeting.")
                .arguments(List.of(new PromptArgument("name", "Whom to greet.", true)))
                .build();
        return new SyncPromptSpecification(prompt, (exchange, request) -> {
            Object name =
                    request.arguments() == null ? null : request.arguments().get("name");
            String text = "Greet " + (name == null ? "everybody" : name) + " in one sentence.";
            return new GetPromptResult("A greeting", List.of(new PromptMessage(Role.USER, new TextContent(text))));
        });
    }
}
