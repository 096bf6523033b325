// oauth4webapi, which takes nothing on trust: every answer goes through its own validation, and nothing here helps it.
import * as oauth from "oauth4webapi";
import { answer } from "./conversation.mjs";

// The demo speaks plain http on loopback; this is the one rule of the library that is switched off.
const http = { [oauth.allowInsecureRequests]: true };
const redirectUri = "http://127.0.0.1:33998/cb";

let resource, server, client, pending, tokens;

const refresh = async (refreshToken, parameters = {}) =>
  oauth.processRefreshTokenResponse(
    server,
    client,
    await oauth.refreshTokenGrantRequest(server, client, oauth.None(), refreshToken, {
      ...http,
      additionalParameters: { resource: resource.resource, ...parameters },
    }),
  );

const introspect = async ({ id, secret, token }, authentication) => {
  const owner = { client_id: id };
  return oauth.processIntrospectionResponse(
    server,
    owner,
    await oauth.introspectionRequest(server, owner, authentication(secret), token, http),
  );
};

const mcp = (accessToken) =>
  oauth.protectedResourceRequest(
    accessToken,
    "POST",
    new URL(resource.resource),
    new Headers({ "content-type": "application/json", accept: "application/json, text/event-stream" }),
    JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: "initialize",
      params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "oauth4webapi", version: "1" } },
    }),
    http,
  );

await answer({
  /** RFC 9728, then RFC 8414 and OpenID Connect Discovery with the exact issuer. */
  discover: async ({ url }) => {
    const at = new URL(url);
    resource = await oauth.processResourceDiscoveryResponse(at, await oauth.resourceDiscoveryRequest(at, http));
    const issuer = new URL(resource.authorization_servers[0]);
    const byOpenId = await oauth.processDiscoveryResponse(
      issuer,
      await oauth.discoveryRequest(issuer, { ...http, algorithm: "oidc" }),
    );
    server = await oauth.processDiscoveryResponse(
      issuer,
      await oauth.discoveryRequest(issuer, { ...http, algorithm: "oauth2" }),
    );
    return { resource, server, byOpenId };
  },
  register: async () => {
    const registered = await oauth.processDynamicClientRegistrationResponse(
      await oauth.dynamicClientRegistrationRequest(
        server,
        {
          client_name: "oauth4webapi",
          redirect_uris: [redirectUri],
          grant_types: ["authorization_code", "refresh_token"],
          response_types: ["code"],
          token_endpoint_auth_method: "none",
          application_type: "native",
        },
        http,
      ),
    );
    client = registered;
    return registered;
  },
  authorize: async () => {
    const verifier = oauth.generateRandomCodeVerifier();
    pending = { verifier, state: oauth.generateRandomState() };
    const url = new URL(server.authorization_endpoint);
    url.search = new URLSearchParams({
      response_type: "code",
      client_id: client.client_id,
      redirect_uri: redirectUri,
      scope: resource.scopes_supported.join(" "),
      resource: resource.resource,
      state: pending.state,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
    });
    return url.href;
  },
  callback: async ({ callback }) => {
    const parameters = oauth.validateAuthResponse(server, client, new URL(callback), pending.state);
    tokens = await oauth.processAuthorizationCodeResponse(
      server,
      client,
      await oauth.authorizationCodeGrantRequest(server, client, oauth.None(), parameters, redirectUri, pending.verifier, {
        ...http,
        additionalParameters: { resource: resource.resource },
      }),
    );
    return tokens;
  },
  /** RFC 9068 section 4, as an MCP server that uses this library does it. */
  validate: async ({ token }) =>
    oauth.validateJwtAccessToken(
      server,
      new Request(resource.resource, { headers: { authorization: `Bearer ${token}` } }),
      resource.resource,
      http,
    ),
  refresh: async ({ token, scope }) => (tokens = await refresh(token, scope ? { scope } : {})),
  refreshTogether: async ({ token, times }) => Promise.all(Array.from({ length: times }, () => refresh(token))),
  use: async ({ token }) => {
    try {
      const response = await mcp(token);
      return { status: response.status };
    } catch (error) {
      if (!(error instanceof oauth.WWWAuthenticateChallengeError)) throw error;
      return { status: error.response.status, challenges: error.cause };
    }
  },
  revoke: async ({ token }) => {
    await oauth.processRevocationResponse(
      await oauth.revocationRequest(server, client, oauth.None(), token, http),
    );
    return true;
  },
  introspectBasic: (input) => introspect(input, oauth.ClientSecretBasic),
  introspectPost: (input) => introspect(input, oauth.ClientSecretPost),
});
