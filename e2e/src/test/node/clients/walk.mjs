// The same walk through an MCP server by each client of the official SDKs: what is seen, one line a step.

const LIMIT = 10_000;
const TOKEN = "mcp-walk";

/** A promise that somebody else keeps, in time. */
function promised(what) {
  const { promise, resolve, reject } = Promise.withResolvers?.() ?? withResolvers();
  const timer = setTimeout(() => reject(new Error(`${what} did not come`)), LIMIT);
  return { promise: promise.finally(() => clearTimeout(timer)), resolve };
}

function withResolvers() {
  let resolve, reject;
  const promise = new Promise((yes, no) => ([resolve, reject] = [yes, no]));
  return { promise, resolve, reject };
}

const text = (result) => result.content.map((one) => one.text).join("\n");

/** Sends by hand, for what no SDK sends. */
async function raw(url, token, method, headers, message) {
  const answer = await fetch(url, {
    method,
    headers: {
      accept: "application/json, text/event-stream",
      "content-type": "application/json",
      ...(token && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: message && JSON.stringify(message),
    signal: AbortSignal.timeout(LIMIT),
  });
  return { status: answer.status, body: await answer.text() };
}

/** The ids that are answered in a body of JSON or of events. */
function ids(body) {
  const texts = body.startsWith("[") || body.startsWith("{") ? [body] : body.split("\n").filter((line) => /^data: ./.test(line)).map((line) => line.slice(6));
  return texts.flatMap((one) => JSON.parse(one)).map((one) => `${one.id} ${one.error ? one.error.code : "result"}`).sort();
}

/** What a session can do that older revisions have. */
async function session(seen, { url, token, version, tools }, { transport }) {
  const headers = { "mcp-session-id": transport.sessionId, ...(version !== "2025-03-26" && { "mcp-protocol-version": version }) };
  if (version === "2025-03-26" && tools.batch) {
    const batch = [1, 2].map((id) => ({ jsonrpc: "2.0", id: `b${id}`, method: id === 1 ? "ping" : "tools/list" }));
    const answer = await raw(url, token, "POST", headers, batch);
    seen("batch", answer.status, ids(answer.body));
    const notes = await raw(url, token, "POST", headers, [{ jsonrpc: "2.0", method: "notifications/roots/list_changed" }]);
    seen("batch of notifications", notes.status, notes.body);
  }
  await transport.terminateSession();
  const after = await raw(url, token, "POST", headers, { jsonrpc: "2.0", id: 9, method: "tools/list" });
  seen("after its end", after.status);
}

/** What a server without sessions says to those who want one. */
async function withoutSessions(seen, { url, token, version }, { client, notified }) {
  const subscription = await client.listen({ toolsListChanged: true });
  await client.callTool({ name: "test_trigger_tool_change", arguments: {} });
  await notified.promise;
  await subscription.close();
  seen("subscription", "told of a change");
  for (const method of ["GET", "DELETE"]) {
    const headers = { "mcp-protocol-version": version };
    seen(method, (await raw(url, token, method, headers)).status);
  }
  const answer = await raw(url, token, "POST", { "mcp-protocol-version": version, "mcp-method": "tools/list" }, { jsonrpc: "2.0", id: 1, method: "tools/list" });
  seen("without its metadata", answer.status, ids(answer.body));
}

async function steps(seen, input, connection) {
  const { client, transport, notified } = connection;
  const { tools } = input;
  const call = (name, options) => client.callTool({ name, arguments: tools.args?.[name] ?? {} }, ...connection.options(options));
  seen("tools", (await client.listTools()).tools.map((tool) => tool.name).sort());
  seen("call", text(await call(tools.simple)));
  const progress = [];
  const result = await call(tools.progress, { onprogress: (step) => progress.push(step.progress) });
  seen("progress", progress, text(result));
  seen("unknown tool", await call("no-such-tool").then((one) => one.isError, (failure) => failure.code));
  if (tools.elicitation) seen("elicitation", text(await call(tools.elicitation)));
  if (tools.sampling) seen("sampling", text(await call(tools.sampling)));
  if (transport.sessionId && tools.change) {
    await call(tools.change);
    await notified.promise;
    seen("stream", "told of a change");
  }
  if (transport.sessionId && tools.reconnection) {
    let last = "none";
    const answer = await call(tools.reconnection, { onresumptiontoken: (id) => (last = id) });
    seen("broken and resumed", text(answer), last !== "none");
  }
  await (transport.sessionId ? session(seen, input, connection) : withoutSessions(seen, input, connection));
}

/** The command `walk`; `connect` is what differs between the SDKs. */
export const commands = (connect) => ({
  walk: async (input) => {
    const lines = [];
    const seen = (...what) => lines.push(JSON.stringify(what));
    const notified = promised("a notification");
    notified.promise.catch(() => {});
    const requestInit = input.token ? { headers: { authorization: `Bearer ${input.token}` } } : {};
    const { client, transport, options } = await connect(new URL(input.url), {
      version: input.version,
      transport: { requestInit, reconnectionOptions: { initialReconnectionDelay: 50, maxReconnectionDelay: 500, reconnectionDelayGrowFactor: 1.5, maxRetries: 5 } },
      info: { name: TOKEN, version: "1.0.0" },
      capabilities: { elicitation: { form: {} }, sampling: {} },
      elicited: async () => ({ action: "accept", content: input.tools.answer }),
      sampled: async () => ({ role: "assistant", model: "none", content: { type: "text", text: "a model's words" } }),
      changed: () => notified.resolve(),
    });
    try {
      seen("version", transport.protocolVersion, transport.sessionId !== undefined);
      await steps(seen, input, { client, transport, notified, options });
    } finally {
      await client.close();
    }
    return lines;
  },
});
