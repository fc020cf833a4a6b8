/** The client behind the proxy, in front of the stand-in here; in front of a portal for tests, nothing else changes. */

import assert from "node:assert/strict";
import process from "node:process";
import { test } from "node:test";

import { Desk } from "../northwind-desk.js";
import { proxyTo, serve } from "./salesiq.js";

/** Node has no signal on which a process could end there with an exit code of its own. */
const skip = process.platform === "win32";

/** Send by a desk behind a proxy; resolves to what the proxy said until its end. */
async function watched(send, ...options) {
  const standIn = await serve();
  const proxy = await proxyTo(standIn.url, "--fail-on", "warning", ...options);
  try {
    await send(new Desk("northwind-desk", "1000.0123abcd.4567cdef", proxy.url));
  } finally {
    await proxy.end();
    await standIn.end();
  }
  return proxy.end();
}

test("a right call passes, and the proxy finds nothing", { skip }, async () => {
  const { code, output } = await watched((desk) => desk.createDepartment("Returns", ["482000000001007"]));
  assert.equal(code, 0, output);
});

test("a wrong call is refused before it leaves", { skip }, async () => {
  const { code, output } = await watched(async (desk) => {
    await assert.rejects(desk.createDepartment("Returns", "482000000001007"), { code: 1007, place: "operators" });
  }, "--refuse");
  assert.equal(code, 1);
  assert.match(output, /POST create_department: refused by the proxy, not sent/);
});
