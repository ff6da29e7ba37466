// The large table: names, figures, trends; its order and its pages are links whose target the server tells.

import {
  byId, copyOf, keepingFocus, makeElement, resize, setAttribute, setChange, setFlag, setHidden, setName, setText,
  setTrend, showLinks,
} from "./dom.js";

// What each row shows now: a thousand rows are compared in memory, and only what differs touches the page.
let shown = [];

export function showTable(table, files) {
  setText(byId("table-title"), table.title);
  showLinks(byId("groupings"), table.groupings);
  setAttribute(byId("export-csv"), "href", files.csv);
  setAttribute(byId("export-json"), "href", files.json);
  showColumns(table.columns);
  keepingFocus(byId("rows"), () => showRows(table.rows));
  showTotals(table);
  showPager(table.pager);
}

function showColumns(columns) {
  const row = byId("columns");
  const trend = row.lastElementChild;
  if (row.children.length !== columns.length + 1) {
    row.replaceChildren(...columns.map(() => copyOf("column-template")), trend);
    byId("rows").replaceChildren();
    shown = [];
  }
  columns.forEach((column, place) => {
    const head = row.children[place];
    const anchor = head.firstElementChild;
    setAttribute(head, "aria-sort", column.order);
    setFlag(head, "class", column.isName, "words");
    setAttribute(anchor, "href", column.href);
    setAttribute(anchor, "title", column.title);
    if (anchor.firstChild.textContent !== column.label) anchor.firstChild.textContent = column.label;
    setText(anchor.querySelector(".arrow"), column.arrow);
  });
}

function showRows(entries) {
  const rows = resize(byId("rows"), entries.length, () => makeElement("tr"));
  entries.forEach((entry, place) => showRow(rows[place], entry, shown[place]));
  shown = entries;
}

function showRow(row, entry, before) {
  const names = entry.names.length;
  if (row.children.length !== names + entry.figures.length + 1) {
    row.replaceChildren(
      ...entry.names.map(() => copyOf("name-template")), ...entry.figures.map(() => makeElement("td")),
      copyOf("trend-template"));
    before = undefined;
  }
  entry.names.forEach((name, place) => {
    const old = before?.names[place];
    if (old && old.text === name.text && old.href === name.href && old.organization === name.organization) return;
    setName(row.children[place].firstElementChild, name);
  });
  entry.figures.forEach((figure, place) => {
    const old = before?.figures[place];
    if (old && old.text === figure.text && old.change?.text === figure.change?.text
      && old.change?.detail === figure.change?.detail) return;
    showFigure(row.children[names + place], figure);
  });
  if (before?.line !== entry.line || before?.open !== entry.open) {
    setTrend(row.lastElementChild.firstElementChild, entry);
  }
}

function showFigure(cell, figure) {
  if (!figure.change) return setText(cell, figure.text);
  if (cell.children.length === 0) cell.append(makeElement("small", "change"));
  if (cell.firstChild.nodeType !== Node.TEXT_NODE) cell.prepend("");
  cell.firstChild.textContent = figure.text;
  setChange(cell.lastElementChild, figure.change, figure.change.sign);
}

function showTotals(table) {
  const row = byId("totals");
  const names = table.hasCampaign && table.hasChannel ? 2 : 1;
  if (row.children.length !== names + table.totals.length + 1) {
    const head = row.firstElementChild;
    row.replaceChildren(
      head, ...(names === 2 ? [makeElement("td")] : []), ...table.totals.map(() => makeElement("td")),
      makeElement("td"));
  }
  table.totals.forEach((text, place) => setText(row.children[names + place], text));
}

function showPager(pager) {
  setText(byId("page-text"), pager.text);
  for (const [id, href, isThere] of [
    ["page-previous", pager.previous, pager.hasPrevious], ["page-next", pager.next, pager.hasNext],
  ]) {
    setAttribute(byId(id), "href", href);
    setFlag(byId(id), "aria-disabled", !isThere);
  }
  setHidden(byId("sizes"), !pager.hasSizes);
  showLinks(byId("sizes"), pager.sizes);
}
