// The official TypeScript SDK, version 1: the client of most deployed applications.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { commands } from "./app.mjs";
import { answer } from "./conversation.mjs";

await answer(
  commands({
    open: async (url, authProvider, made) => {
      const client = new Client({ name: "sdk-v1", version: "1.0.0" });
      const transport = new StreamableHTTPClientTransport(url, { authProvider });
      made(transport);
      await client.connect(transport);
      return { client, transport };
    },
    finish: (transport, callback) => transport.finishAuth(callback.get("code")),
  }),
);
