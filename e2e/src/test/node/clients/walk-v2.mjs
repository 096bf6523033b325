// The walk with version 2 of the official SDK, in the revision that it is told to speak.
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { answer } from "./conversation.mjs";
import { commands } from "./walk.mjs";

const FIRST_WITHOUT_SESSIONS = "2026-07-28";

await answer(
  commands(async (url, app) => {
    const modern = app.version >= FIRST_WITHOUT_SESSIONS;
    const client = new Client(app.info, {
      capabilities: app.capabilities,
      supportedProtocolVersions: [app.version],
      versionNegotiation: { mode: modern ? { pin: app.version } : "legacy" },
    });
    client.setRequestHandler("elicitation/create", app.elicited);
    client.setRequestHandler("sampling/createMessage", app.sampled);
    client.setNotificationHandler("notifications/tools/list_changed", app.changed);
    const transport = new StreamableHTTPClientTransport(url, app.transport);
    await client.connect(transport);
    return { client, transport, options: (options) => [options] };
  }),
);
