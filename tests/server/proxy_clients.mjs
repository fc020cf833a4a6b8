// Sends the calls of test_proxy_clients.py by Node's fetch, or by the axios of a folder; prints a line of JSON each.
import { Buffer } from "node:buffer";
import { createRequire } from "node:module";
import process from "node:process";

const [name, url, token, axiosFolder] = process.argv.slice(2);
const departments = `${url}/api/v2/example/departments`;
const headers = { Authorization: token, "X-Twice": "1, 2" };
const json = { ...headers, "Content-Type": "application/json" };
const calls = [
  ["GET", `${departments}?index=1&limit=5&empty=`, headers, undefined],
  ["POST", departments, json, '{"name" :\t"Ret\\u00fcrns ü", "operators": ["104000000000456"]}'],
  ["POST", departments, json, '{"name": "Returns", "operators": "104000000000456"}'],
  ["PUT", `${departments}/104000000000456`, json, '{"name": "Back"}'],
  ["DELETE", `${departments}/104000000000456`, headers, undefined],
  ["GET", `${url}/api/v2/example/departments/a%2Fb%20c`, headers, undefined],
];

const send = name === "fetch" ? byFetch : byAxios(createRequire(`${axiosFolder}/`)("axios"));

async function byFetch(method, address, given, body) {
  const response = await fetch(address, { method, headers: given, body });
  return [response.status, response.headers.get("content-type"), await response.text()];
}

function byAxios(axios) {
  return async (method, address, given, body) => {
    const response = await axios.request({
      ...{ method, url: address, headers: given, responseType: "text", transformResponse: [] },
      ...{ data: body === undefined ? undefined : Buffer.from(body), validateStatus: () => true, proxy: false },
    });
    return [response.status, response.headers["content-type"], response.data];
  };
}

for (const call of calls) console.log(JSON.stringify(await send(...call)));
