package dev.gatehouse.authserver.testing;

import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.db.client.ClientRepository;
import dev.gatehouse.db.client.ClientRow;
import dev.gatehouse.policy.client.ClientAuthentication;
import dev.gatehouse.policy.client.Registration;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A client with a secret, as a registration leaves it in the store. */
public record ConfidentialClient(TestServer server, String clientId, String secret) {

    /** Registers one for this method. */
    public static ConfidentialClient register(
            TestServer server, ClientRepository clients, ClientAuthentication method) {
        String clientId = "c " + UUID.randomUUID(); // a space, so that it must be encoded in a header
        String secret = "s+%&: " + UUID.randomUUID();
        clients.save(ClientRow.create(Registration.DYNAMIC, clientId, "Confidential app", Instant.now())
                .change()
                .redirectUris(List.of("http://127.0.0.1/callback"))
                .authentications(List.of(method))
                .secretHash(Secrets.digest(secret))
                .build());
        return new ConfidentialClient(server, clientId, secret);
    }

    /** Posts with the secret in the body. */
    public HttpResponse<String> post(String path, Map<String, String> form) {
        Map<String, String> all = new HashMap<>(form);
        all.put("client_id", clientId);
        all.put("client_secret", secret);
        return server.post(path, all);
    }

    /** Posts with the secret by HTTP Basic. */
    public HttpResponse<String> postBasic(String path, Map<String, String> form) {
        return server.send(basic(path, form, secret));
    }

    /** A request with a secret by HTTP Basic, encoded as RFC 6749 section 2.3.1 says. */
    public HttpRequest.Builder basic(String path, Map<String, String> form, String withSecret) {
        String pair = URLEncoder.encode(clientId, StandardCharsets.UTF_8) + ":"
                + URLEncoder.encode(withSecret, StandardCharsets.UTF_8);
        return server.form(path, form)
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    }

    /** Connects to the server {@code everything}, as a person allows it. */
    public Map<String, String> codeForm(String user) {
        String code = server.browser().allow(TestRequest.of(clientId), user).get("code");
        return Map.of(
                "grant_type",
                "authorization_code",
                "code",
                code,
                "code_verifier",
                TestRequest.VERIFIER,
                "redirect_uri",
                TestRequest.REDIRECT_URI);
    }
}
