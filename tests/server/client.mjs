// A client that is no Python: what an integration with axios or fetch would send. Told by one line of JSON a call.
import process from "node:process";

const [url, token] = process.argv.slice(2);
const departments = `${url}/api/v2/example/departments`;
const headers = { Authorization: token, "Content-Type": "application/json" };

async function call(method, address, document, more = {}) {
  const body = document === undefined ? undefined : JSON.stringify(document);
  const response = await fetch(address, { method, headers: { ...headers, ...more }, body });
  const answer = await response.json();
  console.log(JSON.stringify({ status: response.status, found: response.headers.get("x-salesiq-stand-in"), answer }));
}

await call("GET", departments);
await call("POST", departments, { name: "Support", operators: { first: "104000000000456" } });
await call("POST", departments, { name: "Support", operators: ["104000000000456"] });
await call("GET", departments, undefined, { "X-SalesIQ-Stand-In": "1017" });
await call("POST", `${url}/_stand-in/next`, { operation: "list_departments", code: 1023 });
await call("GET", departments);
const many = await Promise.all(
  Array.from({ length: 50 }, async (_, number) => {
    const id = String(104000000000000 + number);
    const response = await fetch(`${departments}/${id}`, { headers });
    return (await response.json()).data.id === id;
  }),
);
console.log(JSON.stringify({ status: 200, found: "", answer: many.every(Boolean) }));
