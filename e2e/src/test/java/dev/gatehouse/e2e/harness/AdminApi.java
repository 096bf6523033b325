package dev.gatehouse.e2e.harness;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** An administrator with a script: the Admin API. */
public final class AdminApi {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final String issuer;
    private final @Nullable Demo demo;
    private final String token;

    /** The Admin API of a demo, with its admin token. */
    public AdminApi(Demo demo) {
        this(demo, demo.line("admin-token"));
    }

    /** The Admin API of a demo, with another token. */
    public AdminApi(Demo demo, String token) {
        this.demo = demo;
        this.issuer = demo.issuer();
        this.token = Canaries.note(token);
    }

    /** The Admin API of a program that is no demo's. */
    public AdminApi(String issuer, String token) {
        this.demo = null;
        this.issuer = issuer;
        this.token = Canaries.note(token);
    }

    private Demo demo() {
        return Objects.requireNonNull(demo);
    }

    private Http to(String path) {
        return Http.to(issuer + "/api/v1" + path).bearer(token);
    }

    /** GET. */
    public Answer get(String path) {
        return to(path).get();
    }

    /** DELETE. */
    public Answer delete(String path) {
        return to(path).send("DELETE");
    }

    /** POST, PUT or PATCH. */
    public Answer send(String method, String path, Object body) {
        String type = method.equals("PATCH") ? "application/merge-patch+json" : "application/json";
        return to(path).send(method, type, JsonMapper.shared().writeValueAsString(body));
    }

    /** POST, PUT or PATCH that must succeed. */
    public JsonNode done(String method, String path, Object body) {
        Answer answer = send(method, path, body);
        if (answer.status() / 100 != 2) {
            throw new AssertionError(method + " " + path + ": " + answer.status() + " " + answer.body());
        }
        return answer.body().isEmpty() ? JsonNodeFactory.instance.objectNode() : answer.json();
    }

    /** The id of a server. */
    public String server(String slug) {
        return idOf("/servers?limit=200", "slug", slug);
    }

    /** The id of a person. */
    public String user(Person person) {
        return idOf("/users?limit=200", "email", person.email());
    }

    private String idOf(String path, String member, String value) {
        Answer answer = get(path);
        if (answer.status() != 200) {
            throw new AssertionError(path + ": " + answer.status() + " " + answer.body());
        }
        return answer.json().path("items").values().stream()
                .filter(item -> item.path(member).asString("").equals(value))
                .map(item -> item.path("id").asString())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + member + " " + value + " in " + answer.body()));
    }

    /** Creates a server that the sample server's {@code behind} answers for, and waits until the gateway knows it. */
    public String createServer(String slug, String behind) {
        return createServerAt(slug, demo().sample() + "/" + behind + "/mcp");
    }

    /** Creates a server that an upstream answers for, and waits until the gateway knows it. */
    public String createServerAt(String slug, String upstreamUrl) {
        JsonNode created =
                done("POST", "/servers", Map.of("name", "Server " + slug, "slug", slug, "upstreamUrl", upstreamUrl));
        awaitStatus(slug, 401);
        return created.path("id").asString();
    }

    /** Waits until the gateway answers so to a request without a token. */
    public void awaitStatus(String slug, int status) {
        Eventually.within(
                PATIENCE,
                "status " + status + " at " + slug,
                () -> Http.to(demo().mcp(slug)).send("HEAD").status() == status);
    }

    /** Makes an API token for a server, of the person whose admin API token this is. */
    public JsonNode apiToken(String serverId) {
        JsonNode created =
                done("POST", "/api-tokens", Map.of("name", "agent", "serverId", serverId, "expiresInDays", 1));
        Canaries.note(created.path("token").asString());
        return created;
    }

    /** Lets a person use a server. */
    public void grant(String serverId, Person person) {
        done("POST", "/servers/" + serverId + "/users", Map.of("userIds", List.of(user(person))));
    }

    /** Takes a person off a server. */
    public Answer remove(String serverId, Person person) {
        return delete("/servers/" + serverId + "/users/" + user(person));
    }

    /** The list of who may use a server. */
    public JsonNode users(String serverId) {
        return get("/servers/" + serverId + "/users?limit=200").json().path("items");
    }
}
