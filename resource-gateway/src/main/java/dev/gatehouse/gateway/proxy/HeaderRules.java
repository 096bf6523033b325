package dev.gatehouse.gateway.proxy;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which headers pass, each way. What is not named passes untouched: {@code Mcp-Param-*}, what a server lets its clients
 * configure, and whatever a later revision brings must reach the upstream. So the rules upwards are a list of what does not
 * pass, made of words and not of names alone: any header that speaks of an identity or of who sent the request on.
 */
final class HeaderRules {

    /** RFC 9110 section 7.6.1, and what belongs to one connection only. */
    static final Set<String> HOP_BY_HOP = Set.of(
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

    /** What nearly every request brings: known to pass without a look at its words. */
    static final Set<String> ORDINARY_UP = Set.of(
            "accept",
            "accept-encoding",
            "accept-language",
            "cache-control",
            "content-type",
            "last-event-id",
            "traceparent",
            "tracestate",
            "user-agent");

    /** Credentials, what is set anew, what was judged here, and what an upstream might believe. */
    static final Set<String> NOT_UP = Set.of(
            "authorization",
            "cookie",
            "cookie2",
            "host",
            "content-length",
            "expect",
            "origin",
            "referer",
            "via",
            "baggage", // arbitrary names and values that services take for their own
            "b3",
            "x-host",
            "x-path",
            "x-url",
            "x-uri",
            "source-address",
            "x-source-address",
            "token",
            "x-token",
            "x-http-host-override",
            "x-rewrite-url",
            "x-http-method-override",
            "x-http-method",
            "x-method-override",
            "api-key",
            "apikey",
            "x-api-key",
            "x-access-token",
            "x-id-token");

    static final List<String> NOT_UP_PREFIXES = List.of(
            "proxy-",
            "x-forward",
            "client-",
            "x-account",
            "x-b3-",
            "x-client-",
            "x-user",
            "x-auth",
            "x-gatehouse",
            "gatehouse-",
            "x-amzn-",
            "x-appengine-",
            "x-arr-",
            "x-azure-",
            "x-endpoint-api-",
            "x-envoy-",
            "x-goog-iap",
            "x-ms-client-principal",
            "x-ms-token",
            "x-nf-",
            "x-vercel-",
            "cdn-",
            "cf-",
            "do-connecting-",
            "fastly-",
            "fly-",
            "oidc",
            "tailscale-",
            "sec-",
            "access-control-");

    /** Words between hyphens. They say who somebody is, or who sent the request on. */
    static final Set<String> NOT_UP_WORDS = Set.of(
            "account",
            "accountid",
            "accountname",
            "accounts",
            "act",
            "actor",
            "admin",
            "administrator",
            "as",
            "assertion",
            "auth",
            "authenticated",
            "authentication",
            "authentik",
            "authorization",
            "authz",
            "bearer",
            "behalf",
            "caller",
            "cert",
            "certificate",
            "claim",
            "claims",
            "clientcert",
            "clientid",
            "clientip",
            "consumer",
            "credential",
            "display",
            "dn",
            "email",
            "employee",
            "family",
            "forwarded",
            "gid",
            "given",
            "group",
            "groups",
            "iap",
            "identity",
            "impersonate",
            "impersonation",
            "ip",
            "jwt",
            "jwtassertion",
            "login",
            "mail",
            "member",
            "mtls",
            "nickname",
            "oid",
            "oidc",
            "original",
            "owner",
            "peer",
            "permission",
            "permissions",
            "person",
            "pomerium",
            "principal",
            "privilege",
            "privileges",
            "remote",
            "rewrite",
            "role",
            "roles",
            "saml",
            "scope",
            "scopes",
            "serviceaccount",
            "shib",
            "ssl",
            "sso",
            "sub",
            "subject",
            "sudo",
            "surname",
            "tls",
            "uid",
            "upn",
            "user",
            "userid",
            "userinfo",
            "username",
            "vouch",
            "webauth");

    /** Whatever words are in their names. */
    static final Set<String> OF_MCP = Set.of("mcp-method", "mcp-name", "mcp-protocol-version", "mcp-session-id");

    static final Set<String> NOT_DOWN = Set.of(
            "set-cookie",
            "set-cookie2",
            "www-authenticate",
            "authentication-info",
            "proxy-authentication-info",
            "gatehouse-decision",
            "alt-svc",
            "alt-used",
            "clear-site-data",
            "location",
            "nel",
            "public-key-pins",
            "public-key-pins-report-only",
            "refresh",
            "report-to",
            "reporting-endpoints",
            "server",
            "service-worker-allowed",
            "sourcemap",
            "strict-transport-security",
            "timing-allow-origin",
            "via",
            "x-accel-redirect",
            "x-accel-expires",
            "x-accel-limit-rate",
            "x-accel-charset",
            "x-powered-by",
            "x-sendfile",
            "x-sourcemap");

    /** What decisions were made on, and what says how to read the body: no Connection header takes these away. */
    private static final Set<String> END_TO_END = Set.of(
            "accept",
            "authorization",
            "content-encoding",
            "content-length",
            "content-type",
            "host",
            "last-event-id",
            "origin");

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

    /** Whether Connection names a header that is meant for everybody (RFC 9110 section 7.6.1): nobody honest does. */
    static boolean namesEndToEnd(HttpHeaders headers) {
        return headers.contains("connection")
                && namedByConnection(headers).stream()
                        .anyMatch(name -> name.startsWith("mcp-") || END_TO_END.contains(name));
    }

    /** Copies what may reach the client; the length is copied too, since bodies pass unchanged. */
    static void down(HttpHeaders from, HttpHeaders to) {
        Set<String> named = namedByConnection(from);
        if (!named.isEmpty()) {
            // The length is no hop-by-hop header: naming it must not take it away.
            named.removeAll(END_TO_END);
        }
        for (Map.Entry<String, String> header : from) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            boolean ours = NOT_DOWN.contains(name) || name.startsWith("access-control-");
            if (!HOP_BY_HOP.contains(name) && !named.contains(name) && !ours) {
                to.add(header.getKey(), header.getValue());
            }
        }
    }

    private static boolean goesUp(String name) {
        return ORDINARY_UP.contains(name)
                || OF_MCP.contains(name)
                || name.startsWith("mcp-param-") && name.indexOf('_') < 0
                || !NOT_UP.contains(name)
                        // An underscore becomes a hyphen on many a server, and a dropped header comes back.
                        && name.indexOf('_') < 0
                        && NOT_UP_PREFIXES.stream().noneMatch(name::startsWith)
                        && !speaksOfIdentity(name);
    }

    private static boolean speaksOfIdentity(String name) {
        int start = 0;
        while (start <= name.length()) {
            int hyphen = name.indexOf('-', start);
            int end = hyphen < 0 ? name.length() : hyphen;
            if (NOT_UP_WORDS.contains(name.substring(start, end))) {
                return true;
            }
            start = end + 1;
        }
        return false;
    }

    private static Set<String> namedByConnection(HttpHeaders headers) {
        if (!headers.contains("connection")) {
            return Set.of();
        }
        Set<String> named = new HashSet<>();
        for (String value : headers.getAll("connection")) {
            for (String option : value.split(",", -1)) {
                named.add(option.strip().toLowerCase(Locale.ROOT));
            }
        }
        return named;
    }
}
