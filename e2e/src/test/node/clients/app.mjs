// What an application has to bring to the official SDK: a place to keep things. It does nothing else.

/** The OAuth provider of an application with a loopback redirect URI. */
export class App {
  redirectUrl = "http://127.0.0.1:33999/callback";
  authorizationUrl;
  #client;
  #tokens;
  #verifier;
  #discovery;

  constructor(clientId) {
    this.#client = clientId ? { client_id: clientId } : undefined;
  }

  get clientMetadata() {
    return {
      client_name: "TypeScript SDK",
      redirect_uris: [this.redirectUrl],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "none",
    };
  }

  state() {
    return crypto.randomUUID();
  }

  clientInformation() {
    return this.#client;
  }

  saveClientInformation(client) {
    this.#client = client;
  }

  tokens() {
    return this.#tokens;
  }

  saveTokens(tokens) {
    this.#tokens = tokens;
  }

  redirectToAuthorization(url) {
    this.authorizationUrl = url.href;
  }

  saveCodeVerifier(verifier) {
    this.#verifier = verifier;
  }

  codeVerifier() {
    return this.#verifier;
  }

  discoveryState() {
    return this.#discovery;
  }

  saveDiscoveryState(state) {
    this.#discovery = state;
  }

  invalidateCredentials(what) {
    if (what === "all" || what === "tokens") this.#tokens = undefined;
    if (what === "all" || what === "client") this.#client = undefined;
    if (what === "all" || what === "verifier") this.#verifier = undefined;
    if (what === "all" || what === "discovery") this.#discovery = undefined;
  }
}

/** The commands that the tests give to an application; `open` and `finish` are what differs between the two SDKs. */
export function commands({ open, finish }) {
  let app, client, transport, url;
  const connect = async () => {
    app.authorizationUrl = undefined;
    try {
      ({ client, transport } = await open(url, app, (made) => (transport = made)));
      return { connected: true, version: transport.protocolVersion };
    } catch (error) {
      if (app.authorizationUrl) return { connected: false, authorize: app.authorizationUrl };
      throw error;
    }
  };
  return {
    /** Connects; whoever has to sign in first is told where. */
    connect: (input) => {
      url = new URL(input.url);
      app = new App(input.clientId);
      return connect();
    },
    /** Goes on after the browser has come back. */
    finish: async ({ callback }) => {
      await finish(transport, new URL(callback).searchParams);
      return connect();
    },
    tools: async () => (await client.listTools()).tools.map((tool) => tool.name),
    call: async ({ name, args }) => (await client.callTool({ name, arguments: args })).content[0].text,
    tokens: () => app.tokens(),
    clientId: () => app.clientInformation()?.client_id,
    /** The access token is no longer good, as after its expiry; the refresh token is. */
    spoil: () => app.saveTokens({ ...app.tokens(), access_token: `${app.tokens().access_token}x` }),
    /** Uses a tool, and says whether the SDK has asked for a new sign-in instead. */
    attempt: async ({ name, args }) => {
      app.authorizationUrl = undefined;
      try {
        return { text: (await client.callTool({ name, arguments: args })).content[0].text };
      } catch (error) {
        return { failed: error.constructor.name, authorize: app.authorizationUrl, tokens: app.tokens() ?? null };
      }
    },
  };
}
