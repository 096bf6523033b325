package dev.gatehouse.gateway.testing;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** An external issuer: a key set over HTTP. */
public final class FakeIssuer implements AutoCloseable {

    private final HttpServer http;
    private volatile String body;
    private volatile int status = 200;

    public FakeIssuer(JWK... keys) {
        keys(keys);
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        http.createContext("/jwks", exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        http.start();
    }

    public String identifier() {
        return "https://idp-" + http.getAddress().getPort() + ".example";
    }

    public String jwksUri() {
        return "http://localhost:" + http.getAddress().getPort() + "/jwks";
    }

    public void keys(JWK... keys) {
        body = new JWKSet(java.util.List.of(keys)).toString(true);
    }

    public void broken(boolean now) {
        status = now ? 500 : 200;
    }

    public void answerWith(int otherStatus, String otherBody) {
        status = otherStatus;
        body = otherBody;
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
