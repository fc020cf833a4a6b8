/** A client for the support desk of a shop: departments and conversations in SalesIQ. */

/** SalesIQ lists departments by so many. */
const PAGE = 20;

/** SalesIQ refused a request, which it does with HTTP 200. */
export class Refused extends Error {
  constructor({ code, message, json_key, param, header }) {
    super(`${code} ${message}`);
    this.name = new.target.name;
    /** SalesIQ's code. */
    this.code = code;
    /** The part of the request that SalesIQ names, undefined where it names none. */
    this.place = json_key ?? param ?? header;
  }
}

/** Another department has the name already. */
export class NameTaken extends Refused {}

/** Refusals that callers of this client tell apart. */
const REFUSALS = { 1014: NameTaken };

/** One portal of SalesIQ. */
export class Desk {
  #base;
  #token;

  constructor(portal, token, server = "https://salesiq.zoho.eu") {
    this.#base = `${server}/api/v2/${portal}`;
    this.#token = token;
  }

  /** Yield the names of all departments. */
  async *departments() {
    for (let index = 1; ; index += PAGE) {
      const page = await this.#call("GET", `departments?index=${index}`);
      yield* page.map((department) => department.name);
      if (page.length < PAGE) return;
    }
  }

  /** Create a department and return its id. */
  async createDepartment(name, operators, { isPublic = true } = {}) {
    const { id } = await this.#call("POST", "departments", { name, operators, is_public: isPublic });
    return id;
  }

  /** Answer a visitor. */
  async reply(conversation, text) {
    await this.#call("POST", `conversations/${conversation}/messages`, { text });
  }

  /** End a conversation. */
  async close(conversation) {
    await this.#call("PUT", `conversations/${conversation}/close`);
  }

  async #call(method, path, document) {
    const headers = { Authorization: `Zoho-oauthtoken ${this.#token}` };
    if (document !== undefined) headers["Content-Type"] = "application/json";
    const answer = await fetch(`${this.#base}/${path}`, { method, headers, body: JSON.stringify(document) });
    const text = await answer.text();
    const { error, data } = text ? JSON.parse(text) : {};
    // The HTTP status tells nothing.
    if (error) throw new (REFUSALS[error.code] ?? Refused)(error);
    return data;
  }
}
