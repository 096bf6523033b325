// An MCP server with everything that the official conformance runner asks for, made of the official TypeScript SDK:
// revision 2026-07-28 without sessions, older ones with sessions, a stream for each, and streams that can be resumed.
import { randomBytes, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { localhostHostValidation, localhostOriginValidation, toNodeHandler } from "@modelcontextprotocol/node";
import {
  acceptedContent,
  createMcpHandler,
  createRequestStateCodec,
  fromJsonSchema,
  inputRequired,
  inputResponse,
  isInitializeRequest,
  isLegacyRequest,
  McpServer,
  ResourceTemplate,
  WebStandardStreamableHTTPServerTransport,
} from "@modelcontextprotocol/server";
import { Events } from "./events.mjs";

const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const SILENCE = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=";
const CACHED = { ttlMs: 1000, cacheScope: "private" };
const pause = (millis) => new Promise((done) => setTimeout(done, millis));
const words = (text) => ({ type: "text", text });
const says = (text) => ({ content: [words(text)] });
const asks = (message, properties) => ({
  mode: "form",
  message,
  requestedSchema: { type: "object", properties, required: Object.keys(properties) },
});
const form = (message, properties) => inputRequired.elicit(asks(message, properties));
const sample = (text) => ({ messages: [{ role: "user", content: words(text) }], maxTokens: 100 });
const embedded = (uri, mimeType, text) => ({ type: "resource", resource: { uri, mimeType, text } });

// What a client is given to bring back is signed, since it could bring back anything.
const state = createRequestStateCodec({ key: randomBytes(32) });

const answered = (context, name, member) => acceptedContent(context.mcpReq.inputResponses, name)?.[member];
const NAME = { user_name: form("What is your name?", { name: { type: "string" } }) };
const CONFIRM = { confirm: form("Please confirm", { ok: { type: "boolean" } }) };
const QUESTION = { capital_question: inputRequired.createMessage(sample("What is the capital of France?")) };
const ROOTS = { client_roots: inputRequired.listRoots() };

const confirmed = async (_, context) =>
  context.mcpReq.requestState() && answered(context, "confirm", "ok") !== undefined
    ? says("state-ok")
    : inputRequired({ inputRequests: CONFIRM, requestState: await state.mint("asked") });

/** Asked in one round after the other, each knowing of the one before. */
async function rounds(_, context) {
  const before = context.mcpReq.requestState();
  if (before === undefined) {
    const step1 = form("Step 1: What is your name?", { name: { type: "string" } });
    return inputRequired({ inputRequests: { step1 }, requestState: await state.mint({ round: 1 }) });
  }
  if (before.round === 1) {
    const step2 = form("Step 2: What is your favorite color?", { color: { type: "string" } });
    const name = answered(context, "step1", "name");
    return inputRequired({ inputRequests: { step2 }, requestState: await state.mint({ round: 2, name }) });
  }
  return says(`${before.name} likes ${answered(context, "step2", "color")}`);
}

/** Asks for nothing that the client cannot give. */
function capabilities(_, context) {
  const able = context.mcpReq.envelope?.["io.modelcontextprotocol/clientCapabilities"] ?? {};
  if (context.mcpReq.inputResponses) return says("answered");
  const inputRequests = {
    ...(able.elicitation && NAME),
    ...(able.sampling && QUESTION),
    ...(able.roots && ROOTS),
  };
  return Object.keys(inputRequests).length ? inputRequired({ inputRequests }) : says("nothing to ask for");
}

async function progress(_, { mcpReq }) {
  const progressToken = mcpReq._meta?.progressToken ?? 0;
  for (const step of [0, 50, 100]) {
    await mcpReq.notify({
      method: "notifications/progress",
      params: { progressToken, progress: step, total: 100, message: `${step} of 100` },
    });
    await pause(50);
  }
  return says(`${progressToken}`);
}

async function elicited(context, params) {
  const result = await context.mcpReq.elicitInput(params);
  return says(`${result.action} ${JSON.stringify(result.content ?? {})}`);
}

const DEFAULTS = {
  name: { type: "string", default: "John Doe" },
  age: { type: "integer", default: 30 },
  score: { type: "number", default: 95.5 },
  status: { type: "string", enum: ["active", "inactive", "pending"], default: "active" },
  verified: { type: "boolean", default: true },
};
const titled = (...values) => values.map((value) => ({ const: value, title: `Option ${value}` }));
const CHOICES = {
  untitledSingle: { type: "string", enum: ["one", "two", "three"] },
  titledSingle: { type: "string", oneOf: titled("one", "two", "three") },
  legacyEnum: { type: "string", enum: ["one", "two"], enumNames: ["Number one", "Number two"] },
  untitledMulti: { type: "array", items: { type: "string", enum: ["one", "two", "three"] } },
  titledMulti: { type: "array", items: { anyOf: titled("one", "two", "three") } },
};
const CONTACT = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  type: "object",
  $defs: {
    address: {
      $anchor: "addressDef",
      type: "object",
      properties: { street: { type: "string" }, city: { type: "string" } },
    },
  },
  properties: {
    name: { type: "string" },
    address: { $ref: "#/$defs/address" },
    contactMethod: { type: "string", enum: ["phone", "email"] },
    phone: { type: "string" },
    email: { type: "string" },
  },
  allOf: [{ anyOf: [{ required: ["phone"] }, { required: ["email"] }] }],
  if: { properties: { contactMethod: { const: "phone" } }, required: ["contactMethod"] },
  then: { required: ["phone"] },
  else: { required: ["email"] },
  additionalProperties: false,
};

/** Tools without arguments, by name. */
const TOOLS = {
  test_simple_text: () => says("This is a simple text response for testing."),
  test_image_content: () => ({ content: [{ type: "image", data: PIXEL, mimeType: "image/png" }] }),
  test_audio_content: () => ({ content: [{ type: "audio", data: SILENCE, mimeType: "audio/wav" }] }),
  test_embedded_resource: () => ({
    content: [embedded("test://embedded-resource", "text/plain", "This is an embedded resource content.")],
  }),
  test_multiple_content_types: () => ({
    content: [
      words("Multiple content types test:"),
      { type: "image", data: PIXEL, mimeType: "image/png" },
      embedded("test://mixed-content-resource", "application/json", '{"test":"data","value":123}'),
    ],
  }),
  test_error_handling: () => {
    throw new Error("This tool intentionally returns an error for testing");
  },
  test_tool_with_progress: progress,
  test_tool_with_logging: async (_, { mcpReq }) => {
    for (const data of ["Tool execution started", "Tool processing data", "Tool execution completed"]) {
      await mcpReq.log("info", data);
      await pause(50);
    }
    return says("logged");
  },
  test_logging_tool: async (_, { mcpReq }) => {
    await mcpReq.log("info", "logged for whoever asked for it");
    return says("logged");
  },
  test_reconnection: async (_, context) => {
    context.http?.closeSSE?.();
    await pause(100);
    return says("the result, after the stream was closed");
  },
  test_elicitation_sep1034_defaults: (_, context) => elicited(context, asks("Please review", DEFAULTS)),
  test_elicitation_sep1330_enums: (_, context) => elicited(context, asks("Please choose", CHOICES)),
  test_missing_capability: () => inputRequired({ inputRequests: QUESTION }),
  test_streaming_elicitation: async (input, context) => {
    await progress(input, context);
    return inputRequired({ inputRequests: NAME });
  },
  test_trigger_tool_change: (_, { sessionId }, server) => {
    if (sessionId) server.sendToolListChanged();
    else modern.notify.toolsChanged();
    return says("told");
  },
  test_trigger_prompt_change: () => {
    modern.notify.promptsChanged();
    return says("told");
  },
  test_input_required_result_elicitation: (_, context) => {
    const name = answered(context, "user_name", "name");
    return typeof name === "string" ? says(`Hello, ${name}!`) : inputRequired({ inputRequests: NAME });
  },
  test_input_required_result_sampling: (_, { mcpReq }) => {
    const view = inputResponse(mcpReq.inputResponses, "capital_question");
    return view.kind === "missing" ? inputRequired({ inputRequests: QUESTION }) : says(JSON.stringify(view));
  },
  test_input_required_result_list_roots: (_, { mcpReq }) => {
    const view = inputResponse(mcpReq.inputResponses, "client_roots");
    return view.kind === "missing" ? inputRequired({ inputRequests: ROOTS }) : says(JSON.stringify(view));
  },
  test_input_required_result_request_state: confirmed,
  test_input_required_result_tampered_state: confirmed,
  test_input_required_result_multiple_inputs: async (_, { mcpReq }) => {
    const greeting = inputRequired.createMessage(sample("Generate a greeting"));
    return mcpReq.requestState()
      ? says(Object.keys(mcpReq.inputResponses ?? {}).join(" "))
      : inputRequired({ inputRequests: { ...NAME, greeting, ...ROOTS }, requestState: await state.mint("several") });
  },
  test_input_required_result_multi_round: rounds,
  test_input_required_result_capabilities: capabilities,
};

function addTools(server) {
  const tool = (name, properties, does, more = {}) =>
    server.registerTool(
      name,
      {
        description: `The tool ${name}`,
        inputSchema: fromJsonSchema({ type: "object", properties, required: Object.keys(properties), ...more }),
        annotations: { readOnlyHint: name === "test_simple_text" },
      },
      async (input, context) => does(input, context, server),
    );
  for (const [name, does] of Object.entries(TOOLS)) tool(name, {}, does);
  tool("json_schema_2020_12_tool", {}, (input) => says(JSON.stringify(input)), { required: undefined, ...CONTACT });
  tool("test_sampling", { prompt: { type: "string" } }, async ({ prompt }, { mcpReq }) =>
    says(`LLM response: ${(await mcpReq.requestSampling(sample(prompt))).content.text}`),
  );
  tool("test_elicitation", { message: { type: "string" } }, ({ message }, context) =>
    elicited(context, asks(message, { response: { type: "string" } })),
  );
  tool("test_headers", { region: { type: "string", "x-mcp-header": "Region" } }, ({ region }) => says(region));
}

function addResources(server) {
  const resource = (name, uri, mimeType, content) =>
    server.registerResource(name, uri, { mimeType, cacheHint: CACHED }, async (at, variables) => ({
      contents: [{ uri: at.href, mimeType, ...content(variables) }],
    }));
  resource("static-text", "test://static-text", "text/plain", () => ({ text: "Static text." }));
  resource("static-binary", "test://static-binary", "image/png", () => ({ blob: PIXEL }));
  resource("watched-resource", "test://watched-resource", "text/plain", () => ({ text: "Watched." }));
  const template = new ResourceTemplate("test://template/{id}/data", { list: undefined });
  resource("template", template, "application/json", ({ id }) => ({ text: JSON.stringify({ id, data: `for ${id}` }) }));
}

function addPrompts(server) {
  const prompt = (name, properties, contents) =>
    server.registerPrompt(
      name,
      {
        description: `The prompt ${name}`,
        ...(properties && {
          argsSchema: fromJsonSchema({ type: "object", properties, required: Object.keys(properties) }),
        }),
      },
      async (...given) => {
        const content = contents(properties ? given[0] : {}, given.at(-1));
        return Array.isArray(content) ? { messages: content.map((one) => ({ role: "user", content: one })) } : content;
      },
    );
  const string = { type: "string" };
  prompt("test_simple_prompt", undefined, () => [words("This is a simple prompt for testing.")]);
  prompt("test_prompt_with_arguments", { arg1: string, arg2: string }, ({ arg1, arg2 }) => [
    words(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`),
  ]);
  prompt("test_prompt_with_embedded_resource", { resourceUri: string }, ({ resourceUri }) => [
    embedded(resourceUri, "text/plain", "Embedded resource content for testing."),
    words("Please process the embedded resource above."),
  ]);
  prompt("test_prompt_with_image", undefined, () => [
    { type: "image", data: PIXEL, mimeType: "image/png" },
    words("Please analyze the image above."),
  ]);
  prompt("test_input_required_result_prompt", undefined, (_, context) => {
    const given = answered(context, "user_context", "context");
    const user_context = form("What context should the prompt use?", { context: string });
    return given ? [words(given)] : inputRequired({ inputRequests: { user_context } });
  });
}

/** A server with everything registered, for a session or for one request. */
function everything() {
  const server = new McpServer(
    { name: "everything", version: "1.0.0" },
    {
      capabilities: {
        tools: { listChanged: true },
        resources: { listChanged: true, subscribe: true },
        prompts: { listChanged: true },
        logging: {},
        completions: {},
      },
      requestState: { verify: state.verify },
      cacheHints: Object.fromEntries(
        ["tools/list", "prompts/list", "resources/list", "resources/templates/list"].map((list) => [list, CACHED]),
      ),
    },
  );
  addTools(server);
  addResources(server);
  addPrompts(server);
  server.server.setRequestHandler("completion/complete", async () => ({ completion: { values: [], total: 0 } }));
  server.server.setRequestHandler("resources/subscribe", async () => ({}));
  server.server.setRequestHandler("resources/unsubscribe", async () => ({}));
  return server;
}

const modern = createMcpHandler(everything, { legacy: "reject" });
const sessions = new Map();

/** The transport of a session, a new one for whoever initializes. */
async function transport(request) {
  const id = request.headers.get("mcp-session-id");
  if (id) return sessions.get(id);
  const message = request.method === "POST" ? await request.clone().json().catch(() => undefined) : undefined;
  if (!isInitializeRequest(message)) return undefined;
  const made = new WebStandardStreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    eventStore: new Events(),
    retryInterval: 500,
    onsessioninitialized: (session) => sessions.set(session, made),
    onsessionclosed: (session) => sessions.delete(session),
  });
  await everything().connect(made);
  return made;
}

async function fetch(request, options) {
  if (!(await isLegacyRequest(request))) return modern.fetch(request, options);
  const found = await transport(request);
  if (found) return found.handleRequest(request);
  const status = request.headers.has("mcp-session-id") ? 404 : 400;
  const error = { code: -32000, message: "no such session" };
  return Response.json({ jsonrpc: "2.0", error, id: null }, { status });
}

const handler = toNodeHandler({ fetch });
const hosts = localhostHostValidation();
const origins = localhostOriginValidation();
const listening = createServer((request, response) => {
  if (hosts(request, response) && origins(request, response)) handler(request, response);
}).listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${listening.address().port}/mcp`));
