// What openapi-fetch knows of a call: which values it takes, and that an answer is a success or a refusal.
import createClient from "openapi-fetch";
import type { paths } from "./salesiq";

const client = createClient<paths>({ baseUrl: "https://salesiq.zoho.com" });
const params = { path: { screen_name: "example" } };

const { data } = await client.POST("/api/v2/{screen_name}/departments", {
  params,
  body: { name: "Billing", operators: ["104000000000123"], is_public: true },
});
if (data && "error" in data) {
  const code: number = data.error.code;
  console.log(code);
} else if (data) {
  const id: string | undefined = data.data.id;
  console.log(id);
}

const listed = await client.GET("/api/v2/{screen_name}/departments", { params });
if (listed.data && "data" in listed.data) {
  for (const department of listed.data.data) {
    const name: string | undefined = department.name;
    console.log(name);
  }
}

await client.POST("/api/v2/{screen_name}/departments", {
  params,
  // @ts-expect-error A list of ids is wanted.
  body: { name: "Billing", operators: "104000000000123" },
});
