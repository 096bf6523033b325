import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An HTTP server that lets in whoever brings a good token of Gatehouse, and nobody else.
 *
 * <p>Needs Nimbus JOSE + JWT: {@code java -cp nimbus-jose-jwt.jar ProtectedServer.java}. Settings by environment:
 * ISSUER, RESOURCE, PORT; with CLIENT_ID and CLIENT_SECRET it introspects, without them it uses the key set.
 */
public final class ProtectedServer {

    /** What a good token says. */
    record Caller(String subject, Set<String> scopes) {}

    /** Says who calls, or fails: a {@link BadToken} is the caller's fault, anything else is ours. */
    interface TokenCheck {
        Caller check(String token) throws Exception;
    }

    static final class BadToken extends Exception {
        BadToken(String message) {
            super(message);
        }
    }

    private static final String ISSUER = System.getenv("ISSUER");
    private static final String RESOURCE = System.getenv("RESOURCE");
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    // --- by key set ---

    static TokenCheck byKeySet() throws Exception {
        // cached for 5 minutes as the server says; an unknown key id fetches again, at most once in 5 seconds
        JWKSource<SecurityContext> keys = JWKSourceBuilder.create(
                        URI.create(ISSUER + "/oauth2/jwks").toURL())
                .cache(Duration.ofMinutes(5).toMillis(), Duration.ofSeconds(15).toMillis())
                .rateLimited(Duration.ofSeconds(5).toMillis())
                .retrying(true)
                .build();
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType("at+jwt")));
        processor.setJWSKeySelector(
                new JWSVerificationKeySelector<>(Set.of(JWSAlgorithm.ES256, JWSAlgorithm.RS256), keys));
        DefaultJWTClaimsVerifier<SecurityContext> claims = new DefaultJWTClaimsVerifier<>(
                RESOURCE, new JWTClaimsSet.Builder().issuer(ISSUER).build(), Set.of("sub", "exp", "iat", "client_id"));
        claims.setMaxClockSkew(0);
        processor.setJWTClaimsSetVerifier(claims);
        return token -> {
            try {
                JWTClaimsSet good = processor.process(token, null);
                return new Caller(good.getSubject(), scopes(good.getStringClaim("scope")));
            } catch (RateLimitReachedException e) {
                throw new BadToken("unknown key, and the keys were fetched a moment ago");
            } catch (KeySourceException e) {
                throw e; // the keys could not be fetched: that says nothing about the token
            } catch (BadJOSEException | JOSEException | ParseException e) {
                throw new BadToken(e.getMessage());
            }
        };
    }

    // --- by introspection ---

    static TokenCheck byIntrospection(String clientId, String clientSecret) {
        String credentials = Base64.getEncoder()
                .encodeToString((encode(clientId) + ":" + encode(clientSecret)).getBytes(StandardCharsets.UTF_8));
        return token -> {
            HttpRequest request = HttpRequest.newBuilder(URI.create(ISSUER + "/oauth2/introspect"))
                    .header("Authorization", "Basic " + credentials)
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .timeout(Duration.ofSeconds(5))
                    .POST(HttpRequest.BodyPublishers.ofString("token=" + encode(token)))
                    .build();
            var response = HTTP.send(request, BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IOException("introspection answered " + response.statusCode());
            }
            Map<String, Object> answer = JSONObjectUtils.parse(response.body());
            if (!Boolean.TRUE.equals(answer.get("active"))) {
                throw new BadToken("not active");
            }
            Object audience = answer.get("aud");
            boolean ours = RESOURCE.equals(audience) || audience instanceof List<?> many && many.contains(RESOURCE);
            if (!ours || !ISSUER.equals(answer.get("iss"))) {
                throw new BadToken("for another server");
            }
            return new Caller((String) answer.get("sub"), scopes((String) answer.get("scope")));
        };
    }

    // --- the server: metadata, challenges, and what it protects ---

    public static void main(String[] args) throws Exception {
        String clientId = System.getenv("CLIENT_ID");
        TokenCheck check = clientId == null ? byKeySet() : byIntrospection(clientId, System.getenv("CLIENT_SECRET"));
        int port = Integer.parseInt(System.getenv("PORT"));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 0);
        String path = URI.create(RESOURCE).getPath();
        server.createContext("/.well-known/oauth-protected-resource" + path, exchange -> answer(exchange, 200, """
                {"resource":"%s","authorization_servers":["%s"],"scopes_supported":["mcp:read","mcp:write"],\
                "bearer_methods_supported":["header"]}""".formatted(RESOURCE, ISSUER)));
        server.createContext(path, exchange -> protect(exchange, check));
        server.start();
        System.out.println("listening");
    }

    private static void protect(HttpExchange exchange, TokenCheck check) throws IOException {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        if (authorization == null || !authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            challenge(exchange, 401, "");
            return;
        }
        try {
            Caller caller = check.check(authorization.substring(7).strip());
            String needed = exchange.getRequestMethod().equals("GET") ? "mcp:read" : "mcp:write";
            if (!caller.scopes().contains(needed)) {
                challenge(exchange, 403, ", error=\"insufficient_scope\"");
                return;
            }
            answer(exchange, 200, "{\"hello\":\"" + caller.subject() + "\"}");
        } catch (BadToken e) {
            challenge(exchange, 401, ", error=\"invalid_token\"");
        } catch (Exception e) {
            answer(exchange, 503, "{\"error\":\"temporarily_unavailable\"}");
        }
    }

    private static void challenge(HttpExchange exchange, int status, String error) throws IOException {
        URI resource = URI.create(RESOURCE);
        String metadata = resource.resolve("/.well-known/oauth-protected-resource" + resource.getPath()).toString();
        exchange.getResponseHeaders()
                .set(
                        "WWW-Authenticate",
                        "Bearer resource_metadata=\"%s\", scope=\"mcp:read mcp:write\"%s".formatted(metadata, error));
        answer(exchange, status, "{}");
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static Set<String> scopes(String scope) {
        return scope == null ? Set.of() : Set.of(scope.split(" "));
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
