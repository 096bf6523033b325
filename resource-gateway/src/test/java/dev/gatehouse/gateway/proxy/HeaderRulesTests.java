package dev.gatehouse.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderRulesTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Webauth-User",
                "X-Email",
                "Userid",
                "Remote-User",
                "X-Client-Cert",
                "X-Client-IP",
                "X-SSL-Client-S-DN",
                "SSL-Client-Cert",
                "X-Consumer-Username",
                "X-Original-Host",
                "X-Original-URL",
                "X-Forward",
                "X-Forwarded-For",
                "X-Authenticated-Userid",
                "Forwarded",
                "X-Forwarded-Email",
                "X-Real-IP",
                "X-real-ip",
                "Client-IP",
                "True-Client-IP",
                "Fastly-Client-IP",
                "X-Azure-ClientIP",
                "CF-Connecting-IP",
                "Cf-Access-Jwt-Assertion",
                "Cf-Access-Authenticated-User-Email",
                "Client-Cert",
                "Client-Cert-Chain",
                "X-ARR-ClientCert",
                "X-Amzn-Mtls-Clientcert-Subject",
                "X-Amzn-Oidc-Identity",
                "X-Goog-Authenticated-User-Email",
                "X-Goog-Iap-Jwt-Assertion",
                "X-MS-CLIENT-PRINCIPAL-ID",
                "X-Ms-Token-Aad-Access-Token",
                "X-Envoy-Original-Path",
                "X-Pomerium-Jwt-Assertion",
                "X-Authentik-Username",
                "X-Vouch-User",
                "X-Token-Subject",
                "X-Endpoint-API-UserInfo",
                "X-Apigateway-Api-Userinfo",
                "X-Credential-Identifier",
                "X-Anonymous-Consumer",
                "Tailscale-User-Login",
                "Impersonate-User",
                "Impersonate-Group",
                "Remote-Groups",
                "REMOTE_USER",
                "X_Forwarded_For",
                "x_user",
                "Mcp_Session_Id",
                "mcp-session_id",
                "OIDC_CLAIM_email",
                "OIDC-Claim-Email",
                "Auth-Type",
                "X-Roles",
                "X-Rewrite-Url",
                "X-HTTP-Method-Override",
                "Sec-Fetch-User",
                "Sec-WebSocket-Key",
                "Baggage",
                "Via",
                "Origin",
                "Referer",
                "Cookie",
                "Authorization",
                "X-Gatehouse-User",
                "X-Uid",
                "Uid",
                "X-Sub",
                "Sub",
                "X-Mail",
                "Mail",
                "X-E-Mail",
                "X-Upn",
                "Upn",
                "X-Oid",
                "Oid",
                "X-On-Behalf-Of",
                "On-Behalf-Of",
                "Act-As",
                "X-Run-As",
                "Sudo",
                "X-Actor",
                "X-Act",
                "X-Caller",
                "X-Person",
                "X-Member",
                "X-Employee",
                "X-Account",
                "X-Account-Id",
                "X-AccountName",
                "Accountname",
                "X-Admin",
                "X-Is-Admin",
                "X-Scope",
                "X-Scopes",
                "X-Permissions",
                "Authz",
                "X-JwtAssertion",
                "X-ClientId",
                "ClientId",
                "Client-Id",
                "X-Owner",
                "X-Display-Name",
                "X-Given-Name",
                "X-Nickname",
                "X-Serviceaccount",
                "X-Token",
                "X-Bearer",
                "Mcp-User",
                "Mcp-Identity",
                "Mcp-Subject",
                "Mcp-Authorization",
                "X-Source-Address",
                "X-Peer",
                "X-Url",
                "X-Path",
                "X-Rewrite",
                "B3",
                "Gatehouse-Decision",
                "Access-Control-Request-Method"
            })
    void namesAnIdentityOrAnOriginThenNotPassedUp(String name) {
        assertThat(up(name).contains(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mcp-Session-Id",
                "MCP-Protocol-Version",
                "Mcp-Method",
                "Mcp-Name",
                "Mcp-Later",
                "Mcp-Param-City",
                "Mcp-Param-User",
                "Mcp-Param-Email",
                "X-Custom",
                "X-MCP-Toolsets",
                "X-Clientele",
                "X-Tenant",
                "Last-Event-ID",
                "Accept-Language",
                "User-Agent",
                "Tracestate",
                "X-Request-Id",
                "Prefer",
                "Idempotency-Key",
                "Traceparent"
            })
    void anythingElseThenPassedUp(String name) {
        assertThat(up(name).get(name)).isEqualTo("1");
    }

    @Test
    void noUserAgentThenOurs() {
        assertThat(up("x-custom").get("user-agent")).isEqualTo(HeaderRules.USER_AGENT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Set-Cookie",
                "WWW-Authenticate",
                "Proxy-Authenticate",
                "Access-Control-Allow-Origin",
                "Access-Control-Allow-Credentials",
                "Location",
                "Refresh",
                "Alt-Svc",
                "Clear-Site-Data",
                "Strict-Transport-Security",
                "Server",
                "X-Powered-By",
                "NEL",
                "Report-To",
                "Service-Worker-Allowed",
                "X-Accel-Redirect",
                "X-Sendfile",
                "Transfer-Encoding",
                "Upgrade"
            })
    void headerThatSpeaksForUsOrOfTheUpstreamItselfThenNotPassedDown(String name) {
        HttpHeaders to = new DefaultHttpHeaders();
        HeaderRules.down(new DefaultHttpHeaders().add(name, "1"), to);
        assertThat(to.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mcp-Session-Id",
                "Content-Encoding",
                "Content-Security-Policy",
                "X-Content-Type-Options",
                "X-Frame-Options",
                "Cache-Control",
                "ETag",
                "Retry-After",
                "RateLimit",
                "X-Custom"
            })
    void anythingElseThenPassedDown(String name) {
        HttpHeaders to = new DefaultHttpHeaders();
        HeaderRules.down(new DefaultHttpHeaders().add(name, "1").add("connection", "content-encoding"), to);
        assertThat(to.get(name)).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mcp-method",
                "close, Mcp-Name",
                "keep-alive,MCP-Protocol-Version",
                "Mcp-Session-Id",
                "authorization",
                "Content-Length",
                "x-hop, content-type",
                "Host",
                "origin"
            })
    void connectionNamesWhatWasJudgedThenSeen(String value) {
        assertThat(HeaderRules.namesEndToEnd(new DefaultHttpHeaders().add("Connection", value)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "keep-alive, x-hop", "Upgrade, HTTP2-Settings", "TE", ""})
    void connectionNamesWhatIsItsOwnThenFine(String value) {
        assertThat(HeaderRules.namesEndToEnd(new DefaultHttpHeaders().add("Connection", value)))
                .isFalse();
    }

    private static HttpHeaders up(String name) {
        HttpHeaders to = new DefaultHttpHeaders();
        HeaderRules.up(new DefaultHttpHeaders().add(name, "1"), to);
        return to;
    }
}
