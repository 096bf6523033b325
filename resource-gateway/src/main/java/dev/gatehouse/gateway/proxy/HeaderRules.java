package dev.gatehouse.gateway.proxy;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which headers pass, each way. What is not named passes untouched: {@code Mcp-Param-*} and whatever a later revision
 * brings must reach the upstream.
 */
final class HeaderRules {

    /** RFC 9110 section 7.6.1, and what belongs to one connection only. */
    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings");

    /** Credentials, what is set anew, what was judged here, and what an upstream might believe about the client. */
    private static final Set<String> NOT_UP = Set.of(
            "authorization",
            "cookie",
            "cookie2",
            "host",
            "content-length",
            "expect",
            "origin",
            "referer",
            "forwarded",
            "via",
            "x-real-ip",
            "x-cluster-client-ip",
            "true-client-ip",
            "cf-connecting-ip",
            "x-rewrite-url",
            "x-http-method-override",
            "x-http-method",
            "x-method-override",
            "x-remote-user",
            "userid",
            "remote-user",
            "x-api-key",
            "x-access-token",
            "x-id-token");

    private static final List<String> NOT_UP_PREFIXES = List.of(
            "proxy-",
            "x-forward",
            "x-original-",
            "x-client-",
            "x-consumer",
            "x-email",
            "x-user",
            "x-auth",
            "x-authenticated",
            "x-webauth",
            "x-ssl",
            "ssl-",
            "x-remote",
            "x-gatehouse",
            "gatehouse-",
            "x-amzn-oidc",
            "x-goog-iap",
            "x-ms-client-principal",
            "x-ms-token",
            "cf-access",
            "sec-fetch-",
            "access-control-");

    private static final Set<String> NOT_DOWN = Set.of(
            "set-cookie",
            "set-cookie2",
            "www-authenticate",
            "authentication-info",
            "proxy-authentication-info",
            "gatehouse-decision",
            "alt-svc",
            "strict-transport-security");

    private HeaderRules() {}

    /** Copies what may reach the upstream. */
    static void up(HttpHeaders from, HttpHeaders to) {
        Set<String> named = namedByConnection(from);
        to.clear();
        for (Map.Entry<String, String> header : from) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (!HOP_BY_HOP.contains(name) && !named.contains(name) && goesUp(name)) {
                to.add(header.getKey(), header.getValue());
            }
        }
        if (!to.contains("user-agent")) {
            to.set("user-agent", USER_AGENT);
        }
    }

    /** The name that an upstream sees of a client that gives none. */
    static final String USER_AGENT = "gatehouse-gateway";

    /** Copies what may reach the client; the length is copied too, since bodies pass unchanged. */
    static void down(HttpHeaders from, HttpHeaders to) {
        Set<String> named = namedByConnection(from);
        for (Map.Entry<String, String> header : from) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            boolean ours = NOT_DOWN.contains(name) || name.startsWith("access-control-");
            if (!HOP_BY_HOP.contains(name) && !named.contains(name) && !ours) {
                to.add(header.getKey(), header.getValue());
            }
        }
    }

    private static boolean goesUp(String name) {
        // An underscore becomes a hyphen on many a server, and a dropped header comes back.
        return !NOT_UP.contains(name)
                && name.indexOf('_') < 0
                && NOT_UP_PREFIXES.stream().noneMatch(name::startsWith);
    }

    private static Set<String> namedByConnection(HttpHeaders headers) {
        Set<String> named = new HashSet<>();
        for (String value : headers.getAll("connection")) {
            for (String option : value.split(",", -1)) {
                named.add(option.strip().toLowerCase(Locale.ROOT));
            }
        }
        // The length is no hop-by-hop header: naming it must not take it away.
        named.remove("content-length");
        named.remove("content-type");
        return named;
    }
}
