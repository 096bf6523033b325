// An MCP server with sessions on version 1 of the official SDK, as most deployed ones are: revisions 2025-03-26 to 2025-11-25.
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { ElicitResultSchema, CreateMessageResultSchema } from "@modelcontextprotocol/sdk/types.js";
import { Events } from "./events.mjs";

const sessions = new Map();
const calls = new Map();
const pause = (millis) => new Promise((done) => setTimeout(done, millis));
const says = (text) => ({ content: [{ type: "text", text }] });

async function progress({ sendNotification, _meta }) {
  for (const step of [1, 2, 3]) {
    const params = { progressToken: _meta?.progressToken ?? 0, progress: step, total: 3 };
    await sendNotification({ method: "notifications/progress", params });
    await pause(30);
  }
}

function made() {
  const server = new McpServer({ name: "sessions", version: "1.0.0" }, { capabilities: { logging: {} } });
  server.registerTool("test_simple_text", { description: "says something" }, () => says("something"));
  server.registerTool("test_tool_with_progress", { description: "tells how far it is" }, async (context) => {
    await progress(context);
    return says("done");
  });
  server.registerTool("test_trigger_tool_change", { description: "tells on the stream" }, () => {
    server.sendToolListChanged();
    return says("told");
  });
  server.registerTool("test_elicitation", { description: "asks the person" }, async ({ sendRequest }) => {
    const requestedSchema = { type: "object", properties: { response: { type: "string" } } };
    const params = { message: "What do you say?", requestedSchema };
    const answer = await sendRequest({ method: "elicitation/create", params }, ElicitResultSchema);
    return says(`${answer.action} ${JSON.stringify(answer.content)}`);
  });
  server.registerTool("test_sampling", { description: "asks the model" }, async ({ sendRequest }) => {
    const params = { messages: [{ role: "user", content: { type: "text", text: "Well?" } }], maxTokens: 10 };
    const answer = await sendRequest({ method: "sampling/createMessage", params }, CreateMessageResultSchema);
    return says(`LLM response: ${answer.content.text}`);
  });
  server.registerTool("test_reconnection", { description: "loses the connection on the way" }, async (context) => {
    await progress(context);
    calls.get(context.requestId).socket.destroy();
    await pause(50);
    return says("the result, after the connection broke");
  });
  return server;
}

async function transport(request, message) {
  const id = request.headers["mcp-session-id"];
  if (id || message?.method !== "initialize") return sessions.get(id);
  const one = new StreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    eventStore: new Events(),
    retryInterval: 50,
    onsessioninitialized: (session) => sessions.set(session, one),
    onsessionclosed: (session) => sessions.delete(session),
  });
  await made().connect(one);
  return one;
}

async function body(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return parts.length ? JSON.parse(Buffer.concat(parts)) : undefined;
}

const listening = createServer(async (request, response) => {
  const message = await body(request);
  const found = await transport(request, message);
  if (!found) {
    response.writeHead(404, { "content-type": "application/json" });
    response.end('{"jsonrpc":"2.0","error":{"code":-32001,"message":"Session not found"},"id":null}');
    return;
  }
  if (message?.method === "tools/call") calls.set(message.id, response);
  await found.handleRequest(request, response, message);
}).listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${listening.address().port}/mcp`));
