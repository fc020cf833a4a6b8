/** Starts salesiq-validate for tests; the variable SALESIQ_VALIDATE says where it is, if it is not on PATH. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { createInterface } from "node:readline";

const COMMAND = process.env.SALESIQ_VALIDATE ?? "salesiq-validate";
const PORTAL = ["--screen-name", "northwind-desk"];

/** Run a command to its end; resolves to its exit code and what it printed. */
export const run = (...options) => started(options).ended;

/** Start the stand-in for SalesIQ. */
export const serve = (...options) => server("serve", ...PORTAL, ...options);

/** Start a proxy to a server. */
export const proxyTo = (url, ...options) => server("proxy", "--to", url, ...PORTAL, ...options);

/** Have the next call of an operation refused by a stand-in with a code. */
export async function provoke(url, code, operation) {
  const ordered = await fetch(`${url}/_stand-in/next`, { method: "POST", body: JSON.stringify({ code, operation }) });
  if (!ordered.ok) throw new Error(await ordered.text());
}

async function server(...options) {
  const { child, printed, ended } = started([...options, "--port", "0"]);
  const [first] = await Promise.race([once(printed, "line"), ended.then(() => [""])]);
  const [url] = first.match(/http:\/\/\S+/) ?? [];
  if (url === undefined) throw new Error(`${COMMAND} ${options.join(" ")} did not begin to serve`);
  return {
    url,
    /** End it; resolves to its exit code and what it printed. */
    end() {
      child.kill("SIGINT");
      return ended;
    },
  };
}

function started(options) {
  const child = spawn(COMMAND, options, { stdio: ["ignore", "pipe", "inherit"] });
  const printed = createInterface({ input: child.stdout });
  const lines = [];
  printed.on("line", (line) => lines.push(line));
  const ended = once(child, "close").then(([code]) => ({ code, output: lines.join("\n") }));
  return { child, printed, ended };
}
