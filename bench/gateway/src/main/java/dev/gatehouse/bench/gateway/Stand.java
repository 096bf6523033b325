package dev.gatehouse.bench.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Everything that stands between load and upstream, and the upstream: nginx for JSON, our own one for streams. */
final class Stand implements AutoCloseable {

    private static final String ANSWER = "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{\"resultType\":\"complete\","
            + "\"content\":[{\"type\":\"text\",\"text\":\"The sum of 17 and 25 is 42, and that is all there is to say\"}],"
            + "\"isError\":false}}";

    private final Path directory;
    private final Path gatewayJar;
    private final Tokens tokens = new Tokens();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final Program upstream;
    private final Map<String, String> upstreams;
    private final int streams;

    Stand(Path directory, Path gatewayJar, int streams) throws IOException, InterruptedException {
        this.directory = directory;
        this.gatewayJar = gatewayJar;
        this.streams = streams;
        int port = Program.freePort();
        upstream = nginx(
                "upstream", port, "location / { default_type application/json; return 200 '" + ANSWER + "'; }", "");
        upstreams = Map.of(
                "json", "http://127.0.0.1:" + port + "/json/mcp",
                "stream", "http://127.0.0.1:" + streams + "/stream/mcp");
    }

    private <T extends AutoCloseable> T kept(T resource) {
        open.add(0, resource);
        return resource;
    }

    private Program nginx(String name, int port, String locations, String upstreamBlocks)
            throws IOException, InterruptedException {
        Path home = Files.createDirectories(directory.resolve(name.replace(' ', '-')));
        Path file = home.resolve("nginx.conf");
        Files.writeString(file, """
                worker_processes 1; daemon off; pid %1$s/nginx.pid; error_log %1$s/error.log warn;
                worker_rlimit_nofile 60000;
                events { worker_connections 30000; }
                http {
                  access_log off; keepalive_timeout 300s; keepalive_requests 1000000000; tcp_nodelay on;
                  client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy; fastcgi_temp_path %1$s/fcgi;
                  uwsgi_temp_path %1$s/uwsgi; scgi_temp_path %1$s/scgi;
                  %2$s
                  server { listen 127.0.0.1:%3$d backlog=4096; %4$s }
                }
                """.formatted(home, upstreamBlocks, port, locations));
        return kept(Program.start(
                name, home, port, List.of("nginx", "-p", home.toString(), "-c", file.toString()), Map.of()));
    }

    /** nginx as a plain reverse proxy: no token is looked at. */
    Target nginxProxy() throws IOException, InterruptedException {
        int port = Program.freePort();
        String proxy = "proxy_http_version 1.1; proxy_set_header Connection ''; proxy_set_header Authorization '';";
        Program program = nginx(
                "nginx-proxy",
                port,
                "location /mcp/json { proxy_pass http://json/json/mcp; " + proxy + " }\n"
                        + "location /mcp/stream { proxy_pass http://stream/stream/mcp; proxy_buffering off;"
                        + " proxy_read_timeout 1h; " + proxy + " }",
                "upstream json { server 127.0.0.1:" + upstream.port()
                        + "; keepalive 256; keepalive_requests 1000000000; }\n"
                        + "upstream stream { server 127.0.0.1:" + streams + "; keepalive 16; }");
        return new Target("nginx, plain", program, port, () -> "none", null);
    }

    /** HAProxy that verifies a JWT on each request, its issuer and audience too: one with ES256, one with RS256. */
    List<Target> haproxy() throws IOException, InterruptedException {
        Files.writeString(directory.resolve("ec.pem"), tokens.ecPublicPem());
        Files.writeString(directory.resolve("rsa.pem"), tokens.rsaPublicPem());
        int ec = Program.freePort();
        int rsa = Program.freePort();
        Path file = directory.resolve("haproxy.cfg");
        Files.writeString(
                file, """
                global
                  nbthread 1
                  maxconn 8000
                defaults
                  mode http
                  timeout connect 3s
                  timeout client 300s
                  timeout server 300s
                %s%s
                backend json
                  http-reuse always
                  http-request set-path /json/mcp
                  http-request del-header authorization
                  server upstream 127.0.0.1:%d
                """.formatted(frontend("ES256", "ec", ec), frontend("RS256", "rsa", rsa), upstream.port()));
        Program program = kept(
                Program.start("haproxy", directory, ec, List.of("haproxy", "-db", "-f", file.toString()), Map.of()));
        return List.of(
                new Target("HAProxy, ES256 each time", program, ec, () -> tokens.es256("bench", "bench"), null),
                new Target("HAProxy, RS256 each time", program, rsa, () -> tokens.rs256("bench", "bench"), null));
    }

    private String frontend(String algorithm, String key, int port) {
        return """
                frontend %2$s
                  bind 127.0.0.1:%3$d
                  http-request set-var(txn.bearer) http_auth_bearer
                  http-request deny deny_status 401 unless { var(txn.bearer),jwt_header_query('$.alg') -m str %1$s }
                  http-request deny deny_status 401 unless { var(txn.bearer),jwt_payload_query('$.iss') -m str bench }
                  http-request deny deny_status 401 unless { var(txn.bearer),jwt_payload_query('$.aud') -m str bench }
                  http-request deny deny_status 401 unless { var(txn.bearer),jwt_verify("%1$s","%4$s") -m int 1 }
                  default_backend json
                """.formatted(algorithm, key, port, directory.resolve(key + ".pem"));
    }

    /** Spring Cloud Gateway with a resource server, which verifies on each request. */
    Target springCloudGateway(Path javaHome, Path jar) throws IOException, InterruptedException {
        int port = Program.freePort();
        FakeFeed issuer = kept(new FakeFeed(tokens, "http://127.0.0.1:" + port, upstreams, 0, 0));
        List<String> command = List.of(
                javaHome.resolve("bin/java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-jar",
                jar.toString(),
                "--server.port=" + port,
                "--peer.upstream=http://127.0.0.1:" + upstream.port(),
                "--peer.jwks=" + issuer.issuer() + "/jwks");
        Program program = kept(Program.start("spring-cloud-gateway", directory, port, command, Map.of()));
        return new Target(
                "Spring Cloud Gateway, ES256 each time",
                program,
                port,
                () -> tokens.es256(issuer.issuer(), "bench"),
                javaHome);
    }

    /**
     * Our gateway.
     *
     * @param options of its JVM
     * @param loaded whether with 10,000 servers and 100,000 revocations
     */
    Target gateway(String name, Path javaHome, List<String> options, boolean loaded)
            throws IOException, InterruptedException {
        return gateway(name, javaHome, options, loaded, false);
    }

    private Target gateway(String name, Path javaHome, List<String> options, boolean loaded, boolean logging)
            throws IOException, InterruptedException {
        int port = Program.freePort();
        String address = "http://localhost:" + port;
        FakeFeed feed = kept(new FakeFeed(tokens, address, upstreams, loaded ? 10_000 : 0, loaded ? 100_000 : 0));
        List<String> command = new ArrayList<>(
                List.of(javaHome.resolve("bin/java").toString(), "-Xmx256m", "-XX:+ExitOnOutOfMemoryError"));
        command.addAll(options);
        command.addAll(List.of(
                System.getenv().getOrDefault("BENCH_JVM_OPTIONS", "-Dbench=1").split(" ")));
        command.addAll(List.of(
                "-jar",
                gatewayJar.toString(),
                "--spring.profiles.active=demo",
                "--gatehouse.gateway-port=" + port,
                "--gatehouse.gateway-secret=" + FakeFeed.SECRET,
                "--gatehouse.issuer=" + feed.issuer(),
                "--gatehouse.gateway-management-port=off",
                "--gatehouse.rate-limits=off",
                "--gatehouse.measure=true"));
        if (!logging) {
            command.add("--gatehouse.access-log=off");
        }
        Program program =
                kept(Program.start(name, directory, port, command, Map.of("GATEHOUSE_DATA_DIR", directory.toString())));
        Supplier<String> token = () -> tokens.es256(feed.issuer(), address + "/mcp/json");
        return new Target(name, program, port, token, javaHome);
    }

    /** Our gateway as it is by default: with a line in the access log for each request. nginx and HAProxy write none here. */
    Target loggingGateway(Path javaHome, List<String> options) throws IOException, InterruptedException {
        return gateway("gateway, access log on", javaHome, options, false, true);
    }

    /** A token for the server of streams behind our gateway. */
    String streamToken(Target target) {
        String json = target.token().get();
        String payload = new String(java.util.Base64.getUrlDecoder().decode(json.split("\\.", -1)[1]));
        String issuer = payload.replaceAll(".*\"iss\":\"([^\"]*)\".*", "$1");
        String audience = payload.replaceAll(".*\"aud\":\"([^\"]*)\".*", "$1");
        return tokens.es256(issuer, audience.replace("/mcp/json", "/mcp/stream"));
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable resource : open) {
            resource.close();
        }
    }
}
