// openid-client as most applications use it: registered for client_secret_basic, and yet it sends the secret in the body,
// which is its default (clients-observed.md, point 10).
import * as client from "openid-client";
import { answer } from "./conversation.mjs";

const options = { execute: [client.allowInsecureRequests], algorithm: "oauth2" };
const redirectUri = "http://127.0.0.1:34259/cb";

let config, resource, pending;

const shown = ({ access_token, refresh_token, scope, expires_in }) => ({ access_token, refresh_token, scope, expires_in });

await answer({
  register: async (input) => {
    resource = input.resource;
    config = await client.dynamicClientRegistration(
      new URL(input.issuer),
      {
        client_name: "openid-client",
        redirect_uris: [redirectUri],
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
        token_endpoint_auth_method: "client_secret_basic",
        application_type: "native",
      },
      undefined,
      options,
    );
    return config.clientMetadata();
  },
  authorize: async ({ scope }) => {
    pending = { verifier: client.randomPKCECodeVerifier(), state: client.randomState() };
    return client.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      scope,
      resource,
      state: pending.state,
      code_challenge: await client.calculatePKCECodeChallenge(pending.verifier),
      code_challenge_method: "S256",
    }).href;
  },
  callback: async ({ callback }) =>
    shown(
      await client.authorizationCodeGrant(
        config,
        new URL(callback),
        { pkceCodeVerifier: pending.verifier, expectedState: pending.state },
        { resource },
      ),
    ),
  refresh: async ({ token }) => shown(await client.refreshTokenGrant(config, token, { resource })),
  revoke: async ({ token }) => {
    await client.tokenRevocation(config, token);
    return true;
  },
});
