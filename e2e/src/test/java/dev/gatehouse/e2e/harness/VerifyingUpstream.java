package dev.gatehouse.e2e.harness;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * The sample server behind a door that lets in who shows an assertion of the gateway ({@code /asserted}) or a token of an
 * authorization server of its own ({@code /exchanged}), which speaks RFC 8693 ({@code /token}). Verifies as docs/upstreams.md
 * says, by the gateway's key set alone.
 */
public final class VerifyingUpstream implements AutoCloseable {

    private static final String CLIENT =
            "Basic " + Base64.getEncoder().encodeToString("gatehouse:a-secret-there".getBytes(StandardCharsets.UTF_8));

    private static final List<String> PASSED =
            List.of("content-type", "accept", "mcp-session-id", "mcp-protocol-version", "mcp-method", "mcp-name");

    private final HttpServer http;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Demo demo;
    private final String account;
    private final DefaultJWTProcessor<SecurityContext> assertions;
    private final DefaultJWTProcessor<SecurityContext> subjects;
    private final Map<String, String> issued = new ConcurrentHashMap<>();
    private final List<String> people = new CopyOnWriteArrayList<>();
    private final List<String> refusals = new CopyOnWriteArrayList<>();
    private final AtomicInteger exchanges = new AtomicInteger();

    private VerifyingUpstream(Demo demo) throws IOException {
        this.demo = demo;
        account = new AdminApi(demo).get("/me").json().path("accountId").asString();
        http = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        http.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "verifying-upstream");
            thread.setDaemon(true);
            return thread;
        }));
        assertions = processor(url("/asserted"));
        subjects = processor(url("/token"));
        http.createContext("/asserted", exchange -> serve(exchange, this::asserted));
        http.createContext("/exchanged", exchange -> serve(exchange, issued::get));
        http.createContext("/token", this::token);
        http.start();
    }

    /** Starts it on a free port of 127.0.0.1. */
    public static VerifyingUpstream start(Demo demo) {
        try {
            return new VerifyingUpstream(demo);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An address of it. */
    public String url(String path) {
        return "http://127.0.0.1:" + http.getAddress().getPort() + path;
    }

    /** Who was let in, in order. */
    public List<String> people() {
        return people;
    }

    /** Why somebody was not let in. */
    public List<String> refusals() {
        return refusals;
    }

    /** How many tokens were given. */
    public int exchanges() {
        return exchanges.get();
    }

    private DefaultJWTProcessor<SecurityContext> processor(String audience) throws IOException {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType("gatehouse-assertion+jwt")));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(
                JWSAlgorithm.ES256,
                JWKSourceBuilder.create(URI.create(demo.gateway() + "/.well-known/jwks.json")
                                .toURL())
                        .build()));
        processor.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(
                audience,
                new JWTClaimsSet.Builder()
                        .issuer(demo.gateway())
                        .claim("account", account)
                        .build(),
                Set.of("sub", "exp", "iat", "jti")));
        return processor;
    }

    private String asserted(String token) {
        return subject(assertions, token);
    }

    /** The subject of a good JWT; null of any other. */
    private String subject(DefaultJWTProcessor<SecurityContext> processor, String jwt) {
        try {
            return processor.process(jwt, null).getSubject();
        } catch (ParseException | BadJOSEException | JOSEException e) {
            refusals.add(String.valueOf(e.getMessage()));
            return null;
        }
    }

    private void serve(HttpExchange exchange, Door door) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String header = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        String person = header.startsWith("Bearer ") ? door.open(header.substring(7)) : null;
        if (person == null) {
            refusals.add(exchange.getRequestMethod());
            answer(exchange, 401, new byte[0]);
            return;
        }
        people.add(person);
        if (exchange.getRequestMethod().equals("GET")) {
            answer(exchange, 405, new byte[0]);
            return;
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(demo.sample() + "/notes/mcp"))
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
        PASSED.forEach(name -> {
            String value = exchange.getRequestHeaders().getFirst(name);
            if (value != null) {
                request.header(name, value);
            }
        });
        try {
            HttpResponse<byte[]> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            List.of("content-type", "mcp-session-id")
                    .forEach(name -> answer.headers()
                            .firstValue(name)
                            .ifPresent(value -> exchange.getResponseHeaders().add(name, value)));
            answer(exchange, answer.statusCode(), answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void token(HttpExchange exchange) throws IOException {
        String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Map<String, String> members = Arrays.stream(form.split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
        boolean known = CLIENT.equals(exchange.getRequestHeaders().getFirst("Authorization"))
                && "urn:ietf:params:oauth:grant-type:token-exchange".equals(members.get("grant_type"))
                && "urn:ietf:params:oauth:token-type:jwt".equals(members.get("subject_token_type"));
        String person = known ? subject(subjects, members.getOrDefault("subject_token", "")) : null;
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        if (person == null) {
            answer(exchange, 400, "{\"error\":\"invalid_request\"}".getBytes(StandardCharsets.UTF_8));
            return;
        }
        String token = UUID.randomUUID().toString();
        issued.put(token, person);
        exchanges.incrementAndGet();
        String json = "{\"access_token\":\"" + token + "\",\"token_type\":\"Bearer\",\"expires_in\":300,"
                + "\"issued_token_type\":\"urn:ietf:params:oauth:token-type:access_token\"}";
        answer(exchange, 200, json.getBytes(StandardCharsets.UTF_8));
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        http.stop(0);
    }

    /** Says whose a token is; null when it is nobody's. */
    private interface Door {
        String open(String token);
    }
}
