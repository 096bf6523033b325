// The official TypeScript SDK, version 2, which checks the issuer (RFC 8414 section 3.3, RFC 9207) and speaks both eras.
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { commands } from "./app.mjs";
import { answer } from "./conversation.mjs";

await answer(
  commands({
    open: async (url, authProvider, made) => {
      const client = new Client({ name: "sdk-v2", version: "1.0.0" }, { versionNegotiation: { mode: "auto" } });
      const transport = new StreamableHTTPClientTransport(url, { authProvider });
      made(transport);
      await client.connect(transport);
      return { client, transport };
    },
    finish: (transport, callback) => transport.finishAuth(callback),
  }),
);
