// A client's side of the token: passes everything on to where it is told, with a bearer token added, as it streams.
import { createServer, request as send } from "node:http";
import { createInterface } from "node:readline";
import { pipeline } from "node:stream";

const { value: line } = await createInterface({ input: process.stdin })[Symbol.asyncIterator]().next();
const { target, token } = JSON.parse(line);
const { hostname, port, host, origin, pathname } = new URL(target);

/** The headers as they came, but for this proxy's own name, which becomes the target's. */
function headers(raw, own) {
  const sent = [];
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i].toLowerCase();
    const value = name === "host" && raw[i + 1] === own ? host : name === "origin" && raw[i + 1] === `http://${own}` ? origin : raw[i + 1];
    if (name !== "authorization") sent.push(raw[i], value);
  }
  return [...sent, "Authorization", `Bearer ${token}`];
}

const listening = createServer((incoming, outgoing) => {
  const own = `127.0.0.1:${listening.address().port}`;
  const { method, rawHeaders } = incoming;
  const onward = send({ hostname, port, path: pathname, method, headers: headers(rawHeaders, own), agent: false });
  onward.on("response", (answer) => {
    const passed = answer.rawHeaders.filter((_, i, all) => !/^(connection|keep-alive|transfer-encoding)$/i.test(all[i - (i % 2)]));
    outgoing.writeHead(answer.statusCode, answer.statusMessage, passed);
    outgoing.flushHeaders();
    // an answer that breaks off breaks off here too
    pipeline(answer, outgoing, (failure) => failure && outgoing.destroy());
  });
  onward.on("error", () => outgoing.destroy());
  outgoing.on("close", () => onward.destroy());
  pipeline(incoming, onward, () => {});
}).listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${listening.address().port}/mcp`));
