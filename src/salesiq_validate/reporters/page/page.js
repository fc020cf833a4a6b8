// The list of groups: filter, pages, and the details of a group.
// Everything that comes from a recording is set as text; the page's policy forbids anything else.
"use strict";

(() => {
  const GROUPS_A_PAGE = 50;
  const ROWS_A_PAGE = 25;

  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const report = read("report");
  // A row is [group, file, entry, line, id, json_key, is_reply, time].
  const [GROUP, FILE, ENTRY, LINE, ID, KEY, REPLY, TIME] = [0, 1, 2, 3, 4, 5, 6, 7];
  const rows = read("rows");
  const groups = report.groups;

  const byNumber = new Map(groups.map((group) => [group.number, group]));
  for (const group of groups) {
    group.rows = [];
    group.found = group.rows;
    group.rule = group.rules.map(([code]) => code).join(" + ");
    group.hay = [
      group.severity, ...group.rules.flat(), group.operation, group.side, group.place, group.code, group.message, group.answer, group.hint,
    ].join("\n").toLowerCase();
  }
  for (const row of rows) {
    byNumber.get(row[GROUP])?.rows.push(row);
  }

  const number = new Intl.NumberFormat("en");
  const counted = (count, word) => `${number.format(count)} ${word}${count === 1 ? "" : "s"}`;
  const fileOf = (row) => (row[FILE] === null ? "" : report.files[row[FILE]]);
  const hayOf = (row) => `${fileOf(row)}:${row[LINE] ?? ""}\n${row[ID] ?? ""}\n${row[KEY] ?? ""}\n${row[TIME] ?? ""}`.toLowerCase();

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value !== null && value !== false) {
        made.setAttribute(key, value === true ? "" : value);
      }
    }
    made.append(...children.filter((child) => child !== null && child !== ""));
    return made;
  }

  // --- filter ---------------------------------------------------------------------------------------------------

  const form = document.getElementById("filter");
  const list = document.getElementById("groups");
  const status = document.getElementById("status");
  const pagers = [...document.querySelectorAll("nav.pages")];
  let shown = groups;
  let page = 0;

  function offer(name, values) {
    const select = form.elements.namedItem(name);
    for (const value of [...new Set(values)].sort()) {
      select.append(element("option", { value }, value || "no operation of the API"));
    }
  }

  function filter() {
    const wanted = ["severity", "operation", "rule", "side"].map((name) => [name, form.elements.namedItem(name).value]);
    const words = form.elements.namedItem("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (group, name, value) =>
      name === "rule" ? group.rules.some(([code]) => code === value) : (group[name] ?? "") === value;
    shown = groups.filter((group) => {
      if (wanted.some(([name, value]) => value !== "*" && !fits(group, name, value))) {
        return false;
      }
      const left = words.filter((word) => !group.hay.includes(word));
      group.found = left.length === 0 ? group.rows : group.rows.filter((row) => {
        const hay = hayOf(row);
        return left.every((word) => hay.includes(word));
      });
      group.all = left.length === 0;
      return group.all || group.found.length > 0;
    });
    if (form.elements.namedItem("order").value === "times") {
      shown.sort((one, other) => foundIn(other) - foundIn(one));
    }
    page = 0;
    show();
  }

  // --- address --------------------------------------------------------------------------------------------------
  // What is chosen stands behind the # of the address, so that it can be sent to somebody.

  const FIELDS = ["search", "severity", "operation", "rule", "side", "order"];

  function remember() {
    const chosen = FIELDS.map((name) => [name, form.elements.namedItem(name).value]);
    const told = new URLSearchParams(chosen.filter(([name, value]) => value !== (name === "search" ? "" : "*")));
    history.replaceState(null, "", `#${String(told) || "findings"}`);
  }

  function recall() {
    const told = new URLSearchParams(location.hash.slice(1));
    for (const name of FIELDS) {
      const field = form.elements.namedItem(name);
      const value = told.get(name) ?? (name === "search" ? "" : "*");
      field.value = value;
      if (field.value !== value) {
        field.value = "*";
      }
    }
    filter();
  }

  // --- list -----------------------------------------------------------------------------------------------------

  const foundIn = (group) => (group.all === false ? group.found.length : group.count);

  function show() {
    const pages = Math.max(1, Math.ceil(shown.length / GROUPS_A_PAGE));
    const findings = shown.reduce((sum, group) => sum + (group.all === false ? group.found.length : group.findings), 0);
    status.textContent = shown.length === 0
      ? "No group matches this filter."
      : `${counted(shown.length, "group")} with ${counted(findings, "finding")}.`;
    list.replaceChildren(...shown.slice(page * GROUPS_A_PAGE, (page + 1) * GROUPS_A_PAGE).map(folded));
    for (const pager of pagers) {
      fillPager(pager, page, pages, (next) => {
        page = next;
        show();
        list.querySelector("button")?.focus();
      });
    }
  }

  function fillPager(pager, at, pages, go) {
    if (pages < 2) {
      pager.replaceChildren();
      return;
    }
    const back = element("button", { type: "button", disabled: at === 0 }, "Previous");
    const forth = element("button", { type: "button", disabled: at === pages - 1 }, "Next");
    back.addEventListener("click", () => go(at - 1));
    forth.addEventListener("click", () => go(at + 1));
    pager.replaceChildren(back, element("span", {}, `Page ${at + 1} of ${pages}`), forth);
  }

  const namesOf = (group) => group.rules.map(([, name]) => name).join(" + ");

  function folded(group) {
    const inside = element("div", { class: "inside", id: `inside-${group.number}`, hidden: true });
    const button = element(
      "button",
      { type: "button", "aria-expanded": "false", "aria-controls": inside.id },
      element("span", { class: "severity" }, group.severity),
      element("span", { class: "rule mono" }, group.rule),
      element("span", { class: "place" }, `${namesOf(group)}${group.code === null ? "" : ` (${group.code})`}: `, element("span", { class: "mono" }, group.place)),
      element("span", { class: "quiet" }, group.operation ?? ""),
      element("span", { class: "times" }, foundIn(group) === 1 ? "" : counted(foundIn(group), "time")),
    );
    button.addEventListener("click", () => {
      const open = inside.hidden;
      if (open && inside.childElementCount === 0) {
        unfold(group, inside);
      }
      inside.hidden = !open;
      button.setAttribute("aria-expanded", String(open));
    });
    return element("li", { class: `group ${group.severity}` }, element("h3", {}, button), inside);
  }

  // --- a group --------------------------------------------------------------------------------------------------

  function unfold(group, inside) {
    const facts = [
      ["What", group.message],
      ["Where", `${group.side} \`${group.place}\``],
      ["SalesIQ", group.answer],
      [group.count === 1 ? "Call" : "First call", group.call],
      ["What to do", group.hint],
      ["How sure", group.basis],
      ...(group.refused && report.codes[group.code] ? [[`What ${group.code} means`, report.codes[group.code]]] : []),
      ["More", group.rules.map(([code]) => `\`salesiq-validate explain ${code}\``).join(", ")],
    ].filter(([, fact]) => fact);
    const facts_list = element("dl", {}, ...facts.flatMap(
      ([name, fact]) => [element("dt", {}, name), element("dd", {}, ...withCode(fact))],
    ));
    if (group.links.length > 0) {
      const links = group.links.flatMap(([about, href], at) => [
        ...(at ? [", "] : []), element("a", { href, rel: "noreferrer noopener" }, about),
      ]);
      facts_list.append(element("dt", {}, "Documentation"), element("dd", {}, ...links));
    }
    inside.append(facts_list);
    if (group.outline.length > 0) {
      const body = group.count === 1 ? "The body" : "The body of the first one";
      inside.append(element("p", { class: "quiet" }, `${body}, with shapes instead of values, and the mistake marked:`));
      inside.append(outline(group.outline));
    }
    inside.append(exchanges(group));
    for (const [code, name] of group.rules) {
      if (report.rules[code]) {
        const details = element("details", { class: "page" }, element("summary", {}, `The page of ${code} ${name}`));
        details.append(...rulePage(report.rules[code]));
        inside.append(details);
      }
    }
  }

  // The page of a rule: headings, paragraphs, and examples between fences.
  function rulePage(text) {
    return text.split(/^```.*$/m).flatMap((part, at) => {
      if (at % 2 === 1) {
        return [element("pre", { tabindex: "0", role: "region", "aria-label": "Example" }, part.trim())];
      }
      return part.split(/\n\s*\n/).map((block) => block.trim()).filter(Boolean).map((block) => (
        block.startsWith("## ") ? element("h4", {}, block.slice(3)) : element("p", {}, ...withCode(block))
      ));
    });
  }

  // What stands between backticks is code.
  function withCode(text) {
    return text.split("`").map((part, at) => (at % 2 === 1 ? element("code", {}, part) : part));
  }

  function outline(lines) {
    const pre = element("pre", { tabindex: "0", role: "region", "aria-label": "Structure of the body" });
    for (const [depth, text, isFault] of lines) {
      const line = "  ".repeat(depth);
      if (isFault) {
        const mark = element("mark", {}, element("span", { class: "visually-hidden" }, "The mistake is here: "), text);
        pre.append(line, mark, "  ← here\n");
      } else {
        pre.append(`${line}${text}\n`);
      }
    }
    return pre;
  }

  // What a column is called, what it shows of a row, and how; a column that shows nothing is left out.
  const COLUMNS = [
    ["Place", placeOf, "mono"],
    ["Id", (row) => row[ID] ?? "", null],
    ["Time", (row) => row[TIME] ?? "", null],
    ["Path", (row) => row[KEY] ?? "", "mono"],
    ["SalesIQ would answer this", (row) => (row[REPLY] ? "yes" : ""), null],
  ];

  function exchanges(group) {
    const box = element("div");
    if (group.rows.length === 0) {
      return box;
    }
    const found = group.found;
    const columns = COLUMNS.filter(([, cell], at) => at === 0 || found.some((row) => cell(row) !== ""));
    const body = element("tbody");
    const table = element(
      "table",
      { class: "exchanges stacked" },
      element("caption", {}, group.rows.length < group.count
        ? `The first ${number.format(group.rows.length)} of ${counted(group.count, "exchange")}`
        : counted(found.length, "exchange")),
      element("thead", {}, element("tr", {}, ...columns.map(([head]) => element("th", { scope: "col" }, head)))),
      body,
    );
    const pager = element("nav", { class: "pages", "aria-label": `Pages of the exchanges with ${group.rule}` });
    const go = (at) => {
      const some = found.slice(at * ROWS_A_PAGE, (at + 1) * ROWS_A_PAGE);
      body.replaceChildren(...some.map((row) => element("tr", {}, ...columns.map(
        ([head, cell, kind]) => element("td", { class: kind, "data-label": head }, cell(row)),
      ))));
      fillPager(pager, at, Math.ceil(found.length / ROWS_A_PAGE), (next) => {
        go(next);
        (pager.querySelector("button:not(:disabled)") ?? pager).focus();
      });
    };
    go(0);
    box.append(element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Exchanges" }, table), pager);
    return box;
  }

  function placeOf(row) {
    // There are more entries up to a line than lines: then it holds several.
    const isNamed = row[ENTRY] !== null && (row[LINE] === null || row[ENTRY] >= row[LINE]);
    const line = row[LINE] === null ? "" : `:${row[LINE]}`;
    return `${fileOf(row)}${line}${isNamed ? `, entry ${row[ENTRY]}` : ""}` || "unknown";
  }

  // --- start ----------------------------------------------------------------------------------------------------

  for (const name of ["operation", "rule"]) {
    offer(name, groups.flatMap((group) => (name === "rule" ? group.rules.map(([code]) => code) : [group[name] ?? ""])));
  }
  let timer = 0;
  form.addEventListener("input", (event) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      filter();
      remember();
    }, event.target.name === "search" ? 120 : 0);
  });
  window.addEventListener("hashchange", () => {
    // The links inside of the page are not about the filter.
    if (location.hash.includes("=")) {
      recall();
    }
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  recall();
})();
