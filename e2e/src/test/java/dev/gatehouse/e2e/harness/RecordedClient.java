package dev.gatehouse.e2e.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client that is played from a file: what it was seen to send, with today's addresses in it. */
public final class RecordedClient {

    private final JsonNode script;
    private final Discovery discovery;
    private String clientId = "";

    private RecordedClient(JsonNode script, Discovery discovery) {
        this.script = script;
        this.discovery = discovery;
    }

    /** Reads the file. */
    public static RecordedClient of(String name, String mcpUrl) {
        Discovery discovery = Discovery.of(mcpUrl);
        try (InputStream file = RecordedClient.class.getResourceAsStream("/clients/" + name + ".json")) {
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8).replace("{scope}", discovery.scope());
            return new RecordedClient(JsonMapper.shared().readTree(text), discovery);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How it asks the MCP endpoint before it has a token, and what it is told. */
    public List<Answer> probe() {
        return script.path("probes").values().stream()
                .map(method -> method.asString().equals("POST")
                        ? McpConnection.initialize(discovery.resource(), null)
                        : asked(discovery.resource()).send(method.asString()))
                .toList();
    }

    /** The two documents that it reads. */
    public List<Answer> discover(Demo demo) {
        return List.of(
                asked(demo.gateway() + "/.well-known/oauth-protected-resource/mcp/everything")
                        .get(),
                asked(demo.issuer() + "/.well-known/oauth-authorization-server").get());
    }

    private Http asked(String url) {
        JsonNode headers = script.path("discovery");
        Http http =
                Http.to(url).header("Accept", headers.path("accept").asString()).header("User-Agent", agent());
        return headers.has("protocolVersion")
                ? http.header(
                        "mcp-protocol-version", headers.path("protocolVersion").asString())
                : http;
    }

    private String agent() {
        return script.path("token").path("agent").asString();
    }

    /** Registers, as often as it does; the last registration is the one that it uses. */
    public void register() {
        for (int i = 0; i < script.path("registrations").asInt(); i++) {
            Answer answer = Http.to(discovery.endpoint("registration_endpoint"))
                    .header("User-Agent", agent())
                    .sendJson("POST", script.path("registration"));
            if (answer.status() != 201
                    || !answer.text("token_endpoint_auth_method").equals("none")) {
                throw new AssertionError("not registered: " + answer.status() + " " + answer.body());
            }
            clientId = answer.text("client_id");
        }
    }

    /** Sends a person through the browser, and presents the code. */
    public Tokens signIn(Demo demo, Person person) {
        AuthorizationRequest request = new AuthorizationRequest(
                        discovery.endpoint("authorization_endpoint"),
                        clientId,
                        script.path("redirectUri").asString())
                .with("resource", discovery.resource());
        script.path("authorization")
                .properties()
                .forEach(one -> request.with(one.getKey(), one.getValue().asString()));
        Redirect redirect =
                new Browser(demo.issuer()).authorize(request, person, true).redirect();
        if (!redirect.address().equals(request.get("redirect_uri"))) {
            throw new AssertionError("sent to " + redirect.address());
        }
        return token(Map.of(
                "grant_type",
                "authorization_code",
                "code",
                redirect.code(),
                "code_verifier",
                request.verifier(),
                "redirect_uri",
                request.get("redirect_uri")));
    }

    /** Refreshes in its way. */
    public Tokens refresh(Tokens tokens) {
        Map<String, String> fields =
                new LinkedHashMap<>(Map.of("grant_type", "refresh_token", "refresh_token", tokens.refresh()));
        script.path("refresh")
                .properties()
                .forEach(one -> fields.put(one.getKey(), one.getValue().asString()));
        return token(fields);
    }

    private Tokens token(Map<String, String> own) {
        Map<String, String> fields = new LinkedHashMap<>(own);
        fields.put("client_id", clientId);
        fields.put("resource", discovery.resource());
        Answer answer = Http.to(discovery.endpoint("token_endpoint"))
                .header("Accept", script.path("token").path("accept").asString())
                .header("User-Agent", agent())
                .postForm(fields);
        if (!answer.mediaType().equals("application/json")) {
            throw new AssertionError("not JSON: " + answer.header("Content-Type"));
        }
        return Tokens.of(answer);
    }
}
