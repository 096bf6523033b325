// An identity provider: JWTs for one resource, opaque tokens for another, and a key that is replaced on demand.
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import Provider from "oidc-provider";

const SCOPES = "mcp";
let provider;
let keys = [newKey("first")];

function newKey(kid) {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { ...privateKey.export({ format: "jwk" }), kid, alg: "ES256", use: "sig" };
}

function start(issuer) {
  const made = new Provider(issuer, {
    jwks: { keys },
    scopes: ["openid", SCOPES],
    clients: [
      client("app", "app-secret", ["client_credentials"]),
      client("gateway", "gateway secret: 100%+", []),
    ],
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      introspection: { enabled: true },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (ctx, resource) => ({
          scope: SCOPES,
          audience: resource,
          accessTokenTTL: 300,
          accessTokenFormat: resource.endsWith("/opaque") ? "opaque" : "jwt",
          jwt: { sign: { alg: "ES256" } },
        }),
      },
    },
  });
  made.on("server_error", (ctx, error) => console.error(error));
  return made.callback();
}

function client(client_id, client_secret, grant_types) {
  const id_token_signed_response_alg = "ES256";
  return { client_id, client_secret, grant_types, id_token_signed_response_alg, redirect_uris: [], response_types: [] };
}

const server = createServer((request, response) => {
  if (request.method === "POST" && request.url === "/rotate") {
    keys = [newKey("second")];
    provider = start(issuer());
    response.writeHead(204).end();
    return;
  }
  provider(request, response);
});

const issuer = () => `http://127.0.0.1:${server.address().port}`;

server.listen(0, "127.0.0.1", () => {
  provider = start(issuer());
  console.log(`ready ${issuer()}`);
});
