// The campaign × channel table and the range picker: both are links whose target the server tells.

import { byId, copyOf, resize, setAttribute, setFigures, setHidden, setName, setText } from "./dom.js";

export function showTable(table) {
  showColumns(table.columns);
  const rows = resize(byId("rows"), table.rows.length, () => copyOf("row-template"));
  table.rows.forEach((entry, place) => {
    const [campaign, channel] = rows[place].querySelectorAll(".name");
    setName(campaign, entry.campaign, entry.hasOrganization ? entry.organization : "");
    setName(channel, entry.channel, "");
    setFigures(rows[place], 2, entry.figures);
  });
  setFigures(byId("totals"), 2, table.totals);
  setHidden(byId("table-note"), !table.hasNote);
  setText(byId("table-note"), table.note);
}

function showColumns(columns) {
  const heads = byId("columns").children;
  columns.forEach((column, place) => {
    setAttribute(heads[place], "aria-sort", column.order);
    setAttribute(heads[place].querySelector("a"), "href", column.href);
    setText(heads[place].querySelector(".arrow"), column.arrow);
  });
}

export function showRanges(ranges) {
  const links = byId("ranges").children;
  ranges.forEach((range, place) => {
    setAttribute(links[place], "href", range.href);
    if (range.isCurrent) links[place].setAttribute("aria-current", "true");
    else links[place].removeAttribute("aria-current");
  });
}
