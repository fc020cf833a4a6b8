// Ajv beside the parser of Node, in a process of its own: one command a line on standard input, one answer a line.
//   {"lines": [...]}                     keep lines of Exchange JSON Lines
//   {"body": NAME, "texts": [...]}       keep bodies, parsed
//   {"run": "parse" | "judge" | "body"}  do it once with all of them: {"seconds": ..., "wrong": ...}
'use strict';
const readline = require('readline');
const Ajv = require('ajv/dist/2020');

const { schemas, routes, refusal } = JSON.parse(process.argv[2]);
const ajv = new Ajv({ allErrors: true, strict: false });
const judges = {};
for (const name in schemas) judges[name] = ajv.compile(schemas[name]);
let lines = [], bodies = [], judge = null;

function parse() {
  let wrong = 0;
  for (const line of lines) {
    const item = JSON.parse(line);
    if (item.request.body !== null && JSON.parse(item.request.body) === null) wrong += 1;
    if (JSON.parse(item.response.body) === null) wrong += 1;
  }
  return wrong;
}

function judgeLines() {
  let wrong = 0;
  for (const line of lines) {
    const { request, response } = JSON.parse(line);
    const parts = request.url.split('?', 1)[0].split('/');
    const [body, answer] = routes[`${request.method} ${parts.length} ${parts[6]}`];
    let right = body === null || judges[body](JSON.parse(request.body));
    const document = JSON.parse(response.body);
    right = judges['error' in document ? refusal : answer](document) && right;
    if (!right) wrong += 1;
  }
  return wrong;
}

function judgeBodies() {
  let wrong = 0;
  for (const body of bodies) if (!judge(body)) wrong += 1;
  return wrong;
}

const runs = { parse, judge: judgeLines, body: judgeBodies };
readline.createInterface({ input: process.stdin }).on('line', (text) => {
  const command = JSON.parse(text);
  const answer = {};
  if (command.lines) lines = command.lines;
  if (command.texts) { bodies = command.texts.map((body) => JSON.parse(body)); judge = judges[command.body]; }
  if (command.run) {
    const began = process.cpuUsage();
    answer.wrong = runs[command.run]();
    const { user, system } = process.cpuUsage(began);
    answer.seconds = (user + system) / 1e6;
  }
  process.stdout.write(JSON.stringify(answer) + '\n');
});
