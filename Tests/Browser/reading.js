// The body of a function that returns all texts of the dashboard's page, for `Page.read`.
const all = (selector, from = document) => [...from.querySelectorAll(selector)];
const textOf = (selector, from = document) => from.querySelector(selector)?.textContent ?? "";
const isShown = (id) => document.getElementById(id)?.hidden === false;
// A cell may hold a figure, and how it moved in a `small`.
const figureOf = (cell) => [...cell.childNodes].filter((node) => node.nodeName !== "SMALL").map((node) => node.textContent).join("");
const figures = (row) => all("td", row).filter((cell) => !cell.querySelector("svg")).map(figureOf);
const changes = (row) => all("small.change", row).map((change) => change.textContent.trim());
const heads = all("#columns th[aria-sort]").filter((head) => head.getAttribute("aria-sort") !== "none");
// The organization is beside the campaign, in a `small` of its own.
const namesOf = (name) => [textOf(":scope > bdi", name), textOf("small bdi", name)];
const line = (row) => {
  const [first, second] = all(".name", row);
  return { names: [...namesOf(first), ...(second ? [textOf("bdi", second)] : [])], figures: figures(row), changes: changes(row) };
};
const cells = (row) => [...row.children].map((cell) => cell.textContent.trim());
return {
  tiles: all("#tiles .tile:not(.funnel)").map((tile) => {
    const change = tile.querySelector(".change"), verdict = change.dataset.verdict;
    return [tile.querySelector(".label").firstChild.textContent.trim(), textOf(".value", tile), tile.title,
      change.textContent.trim(), verdict];
  }),
  range: textOf("#ranges [aria-current]"),
  period: textOf("#period"),
  comparison: textOf("#comparison"),
  funnel: all("#funnel li").map((step) => [textOf(".step", step), textOf(".count", step), textOf(".rate", step)]),
  chips: all("#chips li").map((chip) => [textOf(".kind", chip), textOf("bdi", chip)]),
  sorted_by: Object.fromEntries(
    heads.map((head) => [head.querySelector("a").firstChild.textContent, head.getAttribute("aria-sort")])),
  rows: all("#rows tr").map(line),
  totals: all("#totals td").map((cell) => cell.textContent).filter((text) => text !== ""),
  campaigns: all("#campaigns tr").map(line),
  channels: all("#channels tr").map(line),
  points: all("#points tr").map((row) => ({ names: [textOf("th", row)], figures: figures(row), changes: [] })),
  caption: textOf("#chart-caption"),
  page_text: textOf("#page-text"),
  windows: isShown("campaign") ? all("#windows tr").map(cells) : [],
  corrections: isShown("campaign") ? all("#corrections li").map((entry) => [...entry.children].map((part) => part.textContent)) : [],
  feed: all("#feed tr").map(cells),
  firing: isShown("firing") ? all("#firing li").map((entry) => entry.textContent.trim()) : [],
  badge: textOf("#alerts-count"),
  notices: all("#notices p").map((notice) => notice.textContent),
  status: textOf("#status-label"),
  tone: document.getElementById("status")?.dataset.tone ?? "",
  cleared: isShown("cleared") ? textOf("#cleared-text") : "",
  is_empty: isShown("empty"),
};
