// The body of a function that returns all texts of the dashboard's page, for `Page.read`.
const all = (selector, from = document) => [...from.querySelectorAll(selector)];
const textOf = (selector, from = document) => from.querySelector(selector)?.textContent ?? "";
const isShown = (id) => document.getElementById(id)?.hidden === false;
const figures = (row) => all(".figure", row).map((cell) => cell.textContent);
const heads = all("#columns th").filter((head) => head.getAttribute("aria-sort") !== "none");
// The organization is beside the campaign, in a `small` of its own.
const namesOf = (name) => [textOf(":scope > bdi", name), textOf("small bdi", name)];
const line = (row) => {
  const [campaign, channel] = all(".name", row);
  return { names: [...namesOf(campaign), ...(channel ? [textOf("bdi", channel)] : [])], figures: figures(row) };
};
return {
  tiles: all("#tiles .tile").map((tile) =>
    [textOf("dt", tile), textOf(".value", tile), tile.querySelector(".value").title, textOf(".note", tile)]),
  range: textOf("#ranges [aria-current]"),
  sorted_by: Object.fromEntries(
    heads.map((head) => [head.querySelector("a").firstChild.textContent, head.getAttribute("aria-sort")])),
  rows: all("#rows tr").map(line),
  totals: all("#totals .figure").map((cell) => cell.textContent),
  campaigns: all("#campaigns tr").map(line),
  channels: all("#channels tr").map(line),
  points: all("#points tr").map((row) => ({ names: [textOf("th", row)], figures: figures(row) })),
  caption: textOf("#chart-caption"),
  note: isShown("table-note") ? textOf("#table-note") : "",
  notices: all("#notices p").map((notice) => notice.textContent),
  status: textOf("#status-label"),
  tone: document.getElementById("status")?.dataset.tone ?? "",
  cleared: isShown("cleared") ? textOf("#cleared-text") : "",
  is_empty: isShown("empty"),
};
