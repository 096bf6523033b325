// An HTTP server that lets in whoever brings a good token of Gatehouse, and nobody else.
//
// Needs the package "jose". Settings by environment: ISSUER, RESOURCE, PORT; with CLIENT_ID and CLIENT_SECRET it
// introspects, without them it uses the key set.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createRemoteJWKSet, errors, jwtVerify } from "jose";

const { ISSUER = "", RESOURCE = "", PORT = "8091", CLIENT_ID, CLIENT_SECRET = "" } = process.env;

/** What a good token says. */
type Caller = { subject: string; scopes: string[] };
type TokenCheck = (token: string) => Promise<Caller>;

/** The caller's fault; every other error is ours. */
class BadToken extends Error {}

const scopes = (scope: unknown) => (typeof scope === "string" ? scope.split(" ") : []);

// --- by key set ---

function byKeySet(): TokenCheck {
  // cached for 5 minutes as the server says; an unknown key id fetches again, at most once in 5 seconds
  const keys = createRemoteJWKSet(new URL(`${ISSUER}/oauth2/jwks`), { cacheMaxAge: 300_000, cooldownDuration: 5_000 });
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer: ISSUER,
        audience: RESOURCE,
        typ: "at+jwt",
        algorithms: ["ES256", "RS256"],
        requiredClaims: ["sub", "exp", "iat", "client_id"],
        clockTolerance: 0,
      });
      return { subject: payload.sub ?? "", scopes: scopes(payload.scope) };
    } catch (error) {
      // the keys could not be fetched: that says nothing about the token
      if (!(error instanceof errors.JOSEError) || error instanceof errors.JWKSTimeout) throw error;
      if (error.code === "ERR_JOSE_GENERIC" || error instanceof errors.JWKSInvalid) throw error;
      throw new BadToken(error.message);
    }
  };
}

// --- by introspection ---

function byIntrospection(clientId: string, clientSecret: string): TokenCheck {
  const credentials = `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`;
  return async (token) => {
    const response = await fetch(`${ISSUER}/oauth2/introspect`, {
      method: "POST",
      headers: { authorization: `Basic ${Buffer.from(credentials).toString("base64")}` },
      body: new URLSearchParams({ token }),
      signal: AbortSignal.timeout(5_000),
    });
    if (response.status !== 200) throw new Error(`introspection answered ${response.status}`);
    const answer = (await response.json()) as Record<string, unknown>;
    if (answer.active !== true) throw new BadToken("not active");
    if (![answer.aud].flat().includes(RESOURCE) || answer.iss !== ISSUER) throw new BadToken("for another server");
    return { subject: String(answer.sub), scopes: scopes(answer.scope) };
  };
}

// --- the server: metadata, challenges, and what it protects ---

const check = CLIENT_ID ? byIntrospection(CLIENT_ID, CLIENT_SECRET) : byKeySet();
const { origin, pathname } = new URL(RESOURCE);
const metadataPath = `/.well-known/oauth-protected-resource${pathname}`;

function answer(response: ServerResponse, status: number, body: object) {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function challenge(response: ServerResponse, status: number, error?: string) {
  const parts = [`resource_metadata="${origin}${metadataPath}"`, 'scope="mcp:read mcp:write"'];
  if (error) parts.push(`error="${error}"`);
  response.setHeader("www-authenticate", `Bearer ${parts.join(", ")}`);
  answer(response, status, {});
}

async function serve(request: IncomingMessage, response: ServerResponse) {
  const path = new URL(request.url ?? "/", origin).pathname;
  if (path === metadataPath) {
    return answer(response, 200, {
      resource: RESOURCE,
      authorization_servers: [ISSUER],
      scopes_supported: ["mcp:read", "mcp:write"],
      bearer_methods_supported: ["header"],
    });
  }
  if (path !== pathname) return answer(response, 404, {});
  const token = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
  if (!token) return challenge(response, 401);
  try {
    const caller = await check(token);
    const needed = request.method === "GET" ? "mcp:read" : "mcp:write";
    if (!caller.scopes.includes(needed)) return challenge(response, 403, "insufficient_scope");
    return answer(response, 200, { hello: caller.subject });
  } catch (error) {
    if (error instanceof BadToken) return challenge(response, 401, "invalid_token");
    return answer(response, 503, { error: "temporarily_unavailable" });
  }
}

createServer((request, response) => void serve(request, response)).listen(Number(PORT), "127.0.0.1", () => {
  console.log("listening");
});
