// The chosen figure (line) and clicks (bars) over time, with the same figures as a table below.

import { byId, copyOf, makeElement, resize, setAttribute, setHidden, setText } from "./dom.js";
import { goTo } from "./navigation.js";

const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const canvas = byId("chart");
const hasCharts = typeof window.Chart === "function";

let chart = null;
let view = null;

export function showChart(next) {
  view = next;
  setText(byId("chart-title"), view.title);
  setText(byId("chart-caption"), view.caption);
  setText(byId("legend-line"), view.label);
  setText(byId("point-label"), view.label);
  setHidden(byId("legend-open"), !view.hasPartial);
  setHidden(byId("legend-before"), !view.hasBefore);
  if (byId("chart-table").open) showPoints();
  if (hasCharts) draw();
}

// Draws what the server wrote into the table, before the stream says anything.
export function prepareChart() {
  byId("chart-table").addEventListener("toggle", showPoints);
  if (hasCharts) {
    window.Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    return showChart(viewOfPage());
  }
  setHidden(byId("canvas-box"), true);
  setHidden(byId("legend"), true);
  byId("chart-table").open = true;
}

function viewOfPage() {
  return {
    title: byId("chart-title").textContent, caption: byId("chart-caption").textContent,
    label: byId("legend-line").textContent, hasPartial: !byId("legend-open").hidden,
    hasBefore: !byId("legend-before").hidden, points: [...byId("points").children].map(pointOfRow),
  };
}

function pointOfRow(row) {
  const name = row.firstElementChild.firstElementChild;
  const [value, before, impressions, clicks, conversions] = [...row.querySelectorAll("td")].map((cell) => cell.textContent);
  return {
    time: name.textContent, href: name.getAttribute("href") ?? "",
    hasHref: name.tagName === "A", value, before, impressions, clicks, conversions,
    position: positionOf(value), positionBefore: positionOf(before), clicksPosition: positionOf(clicks),
    isPartial: row.firstElementChild.textContent !== name.textContent,
  };
}

// As exact as a pixel; a dash is no position.
function positionOf(text) {
  const number = Number.parseFloat(text.replaceAll(",", "").replace("−", "-"));
  return Number.isNaN(number) ? null : number;
}

// After the colours have changed.
export function recolor() {
  chart?.destroy();
  chart = null;
  if (view && hasCharts) draw();
}

function draw() {
  chart ??= makeChart();
  const { points } = view;
  chart.data.labels = points.map((point) => point.time);
  const [line, before, clicks] = chart.data.datasets;
  line.data = points.map((point) => point.position);
  before.data = view.hasBefore ? points.map((point) => point.positionBefore) : [];
  clicks.data = view.label === "Clicks" ? [] : points.map((point) => point.clicksPosition);
  chart.options.scales.line.title.text = view.label;
  chart.options.scales.clicks.display = view.label !== "Clicks";
  chart.update("none");
}

function showPoints() {
  if (!view) return;
  const rows = resize(byId("points"), view.points.length, () => copyOf("point-template"));
  view.points.forEach((point, place) => {
    const [head, ...cells] = rows[place].children;
    setText(nameOf(head, point), point.time);
    const note = point.isPartial ? " (not complete)" : "";
    if (head.childNodes.length < 2) head.append("");
    if (head.lastChild.textContent !== note) head.lastChild.textContent = note;
    const texts = [point.value, point.before, point.impressions, point.clicks, point.conversions];
    texts.forEach((text, cell) => setText(cells[cell], text));
  });
}

// A link where the slice can be looked into, else plain text.
function nameOf(head, point) {
  const wanted = point.hasHref ? "A" : "SPAN";
  if (head.firstElementChild.tagName !== wanted) head.firstElementChild.replaceWith(makeElement(wanted));
  const name = head.firstElementChild;
  if (point.hasHref) {
    setAttribute(name, "href", point.href);
    setAttribute(name, "data-live", "");
  }
  return name;
}

const isOpen = (place) => view.points[place]?.isPartial ?? false;

function makeChart() {
  const colors = themeColors();
  return new window.Chart(canvas, {
    data: { labels: [], datasets: [valueLine(colors), lineBefore(colors), clickBars(colors)] },
    options: { ...look(colors), animation: false, responsive: true, maintainAspectRatio: false, onClick: zoom },
  });
}

// A click shows that slice alone, where it is more than one window; the table below has the same as links.
function zoom(event, elements) {
  const point = view.points[elements[0]?.index];
  if (point?.href) goTo(point.href);
}

function valueLine({ accent, card }) {
  return {
    type: "line", yAxisID: "line", data: [], order: 0, borderWidth: 2.5, tension: 0.3,
    cubicInterpolationMode: "monotone", borderColor: accent, pointHoverRadius: 4, pointHitRadius: 12,
    pointBackgroundColor: card, pointBorderColor: accent, pointBorderWidth: 2,
    pointRadius: ({ dataIndex }) => (isOpen(dataIndex) ? 4 : 0),
    segment: { borderDash: ({ p0DataIndex, p1DataIndex }) => (isOpen(p0DataIndex) || isOpen(p1DataIndex) ? [5, 4] : undefined) },
  };
}

function lineBefore({ muted }) {
  return {
    type: "line", yAxisID: "line", data: [], order: 1, borderWidth: 1.5, borderDash: [2, 3], borderColor: muted,
    tension: 0.3, cubicInterpolationMode: "monotone", pointRadius: 0, pointHitRadius: 0,
  };
}

function clickBars({ clicks }) {
  const striped = stripes(clicks);
  return {
    type: "bar", yAxisID: "clicks", data: [], order: 2, borderRadius: 3, maxBarThickness: 28,
    categoryPercentage: 0.9, barPercentage: 0.85,
    backgroundColor: ({ dataIndex }) => (isOpen(dataIndex) ? striped : clicks),
  };
}

function look({ line, muted }) {
  const axis = (position, title, headroom) => ({
    position, beginAtZero: true, afterDataLimits: (scale) => { scale.max *= headroom; }, title: { display: true, text: title, color: muted },
    border: { display: false }, ticks: { color: muted, maxTicksLimit: 5, callback: (value) => compact.format(value) },
  });
  return {
    interaction: { mode: "index", intersect: false },
    plugins: { legend: { display: false }, tooltip: { filter: isWorthTelling, callbacks: { title: titleOf, label: labelOf } } },
    scales: {
      x: { grid: { display: false }, ticks: { color: muted, maxRotation: 0, autoSkipPadding: 28 } },
      line: { ...axis("left", "", 1.05), grid: { color: line, drawBorder: false } },
      // Room above, so that bars and line do not lie on one another.
      clicks: { ...axis("right", "Clicks", 1.6), grid: { display: false, drawBorder: false } },
    },
  };
}

const titleOf = ([item]) => (item ? view.points[item.dataIndex].time + (isOpen(item.dataIndex) ? " (not complete)" : "") : "");

const isWorthTelling = (item) => item.datasetIndex !== 1 || view.points[item.dataIndex].before !== "";

function labelOf(item) {
  const point = view.points[item.dataIndex];
  return [`${view.label} ${point.value}`, `Period before ${point.before}`, `Clicks ${point.clicks}`][item.datasetIndex];
}

// As they are after the theme has its say: a custom property alone would be the rule, not the colour.
function themeColors() {
  const probe = document.createElement("span");
  document.body.append(probe);
  const colors = {};
  for (const name of ["accent", "card", "clicks", "line", "muted"]) {
    probe.style.color = `var(--${name})`;
    colors[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  return colors;
}

// A slice that is not complete is striped: it will grow.
function stripes(color) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 6;
  const pen = tile.getContext("2d");
  pen.strokeStyle = color;
  pen.lineWidth = 2;
  for (const shift of [-6, 0, 6]) {
    pen.moveTo(shift, 6);
    pen.lineTo(shift + 6, 0);
  }
  pen.stroke();
  return pen.createPattern(tile, "repeat");
}
