/** The client and the stand-in for SalesIQ; what it recorded is checked at the end. */

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { Desk, NameTaken } from "../northwind-desk.js";
import { provoke, run, serve } from "./salesiq.js";

const OPERATORS = ["482000000001007"];
const CONVERSATION = "482000000007011";
let folder, recording, standIn, desk;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "northwind-desk-"));
  recording = join(folder, "traffic.jsonl");
  standIn = await serve("--record", recording);
  desk = new Desk("northwind-desk", "1000.0123abcd.4567cdef", standIn.url);
});

after(async () => {
  await standIn.end();
  const checked = await run("check", recording, "--fail-on", "warning");
  await rm(folder, { recursive: true });
  assert.equal(checked.code, 0, checked.output);
});

test("departments come page by page", async () => {
  const names = [];
  for await (const name of desk.departments()) names.push(name);
  assert.equal(names.length, 25);
});

test("a department is created", async () => {
  assert.match(await desk.createDepartment("Returns", OPERATORS), /^\d+$/);
});

test("a conversation is answered and closed", async () => {
  await desk.reply(CONVERSATION, "Your parcel is on its way.");
  await desk.close(CONVERSATION);
});

test("a name that is taken has an error of its own", async () => {
  await provoke(standIn.url, 1014, "create_department");
  await assert.rejects(desk.createDepartment("Returns", OPERATORS), NameTaken);
});

test("a refusal that no request can avoid reaches the caller", async () => {
  await provoke(standIn.url, 1023, "send_operator_message");
  await assert.rejects(desk.reply(CONVERSATION, "Your parcel is on its way."), { code: 1023 });
});
