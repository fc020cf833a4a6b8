// What a client by @hey-api/openapi-ts knows of a call: which keys it takes, and that an answer is a success or a refusal.
import { createDepartment, listDepartments } from "./sdk";

const path = { screen_name: "example" };

const { data } = await createDepartment({ path, body: { name: "Billing", operators: ["104000000000123"] } });
if (data && "error" in data) {
  const code: number = data.error.code;
  console.log(code);
} else if (data) {
  const id: string | undefined = data.data.id;
  console.log(id);
}

const listed = await listDepartments({ path });
if (listed.data && "data" in listed.data) {
  for (const department of listed.data.data) {
    const name: string | undefined = department.name;
    console.log(name);
  }
}

// @ts-expect-error No such key.
await createDepartment({ path, body: { name: "Billing", operators: [], is_publik: true } });
