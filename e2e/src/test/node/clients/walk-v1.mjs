// The walk with version 1 of the official SDK.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { CreateMessageRequestSchema, ElicitRequestSchema, ToolListChangedNotificationSchema } from "@modelcontextprotocol/sdk/types.js";
import { answer } from "./conversation.mjs";
import { commands } from "./walk.mjs";

await answer(
  commands(async (url, app) => {
    const client = new Client(app.info, { capabilities: app.capabilities });
    client.setRequestHandler(ElicitRequestSchema, app.elicited);
    client.setRequestHandler(CreateMessageRequestSchema, app.sampled);
    client.setNotificationHandler(ToolListChangedNotificationSchema, app.changed);
    const transport = new StreamableHTTPClientTransport(url, app.transport);
    await client.connect(transport);
    return { client, transport, options: (options) => [undefined, options] };
  }),
);
