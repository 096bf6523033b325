// One line of JSON in, one line of JSON out: how the Java side of a test drives a client that runs in Node.
import { createInterface } from "node:readline";

/** Answers commands, `{"do": name, ...}`, one after the other, until standard input ends. */
export async function answer(commands) {
  for await (const line of createInterface({ input: process.stdin })) {
    const { do: name, ...input } = JSON.parse(line);
    process.stdout.write(`${JSON.stringify(await run(commands[name], name, input))}\n`);
  }
  process.exit(0);
}

async function run(command, name, input) {
  try {
    if (!command) throw new Error(`no command ${name}`);
    return { result: (await command(input)) ?? null };
  } catch (error) {
    return { failure: { type: error?.constructor?.name, code: error?.code ?? error?.errorCode, error: error?.error, message: String(error?.message ?? error), cause: String(error?.cause?.message ?? "") } };
  }
}
