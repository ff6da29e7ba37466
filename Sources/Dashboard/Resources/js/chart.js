// Spend (line) and clicks (bars) over time, with the same figures as a table below.

import { byId, copyOf, resize, setHidden, setText } from "./dom.js";

const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const canvas = byId("chart");
const hasCharts = typeof window.Chart === "function";

let chart = null;
let points = [];

export function showChart(view) {
  points = view.points;
  setText(byId("chart-caption"), view.caption);
  setHidden(byId("legend-open"), !view.hasPartial);
  if (byId("chart-table").open) showPoints();
  if (!hasCharts) return;
  chart ??= makeChart();
  chart.data.labels = points.map((point) => point.time);
  chart.data.datasets[0].data = points.map((point) => point.spendValue);
  chart.data.datasets[1].data = points.map((point) => point.clicksValue);
  chart.update("none");
}

// Draws what the server wrote into the table, before the stream says anything.
export function prepareChart() {
  byId("chart-table").addEventListener("toggle", showPoints);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolor);
  points = [...byId("points").children].map(pointOf);
  if (hasCharts) {
    window.Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    return recolor();
  }
  setHidden(byId("canvas-box"), true);
  setHidden(byId("legend"), true);
  byId("chart-table").open = true;
}

function pointOf(row) {
  const [, spend, impressions, clicks, conversions] = [...row.children].map((cell) => cell.textContent);
  return {
    time: row.dataset.time, spend, impressions, clicks, conversions, isPartial: "open" in row.dataset,
    spendValue: Number(row.children[1].dataset.value), clicksValue: Number(row.children[3].dataset.value),
  };
}

function showPoints() {
  const rows = resize(byId("points"), points.length, () => copyOf("point-template"));
  points.forEach((point, place) => {
    const texts = [point.time + (point.isPartial ? " (open)" : "")];
    texts.push(point.spend, point.impressions, point.clicks, point.conversions);
    texts.forEach((text, cell) => setText(rows[place].children[cell], text));
  });
}

const isOpen = (place) => points[place]?.isPartial ?? false;

function makeChart() {
  return new window.Chart(canvas, {
    data: { labels: [], datasets: [spendLine(), clickBars()] },
    options: { ...look(), animation: false, responsive: true, maintainAspectRatio: false },
  });
}

function spendLine() {
  const { accent, card } = colors();
  return {
    type: "line", label: "Spend", yAxisID: "spend", data: [], order: 0, borderWidth: 2.5, tension: 0.3,
    cubicInterpolationMode: "monotone", borderColor: accent, pointHoverRadius: 4, pointHitRadius: 12,
    pointBackgroundColor: card, pointBorderColor: accent, pointBorderWidth: 2,
    pointRadius: ({ dataIndex }) => (isOpen(dataIndex) ? 4 : 0),
    segment: { borderDash: ({ p1DataIndex }) => (isOpen(p1DataIndex) ? [5, 4] : undefined) },
  };
}

function clickBars() {
  const { clicks } = colors();
  const striped = stripes(clicks);
  return {
    type: "bar", label: "Clicks", yAxisID: "clicks", data: [], order: 1, borderRadius: 3, maxBarThickness: 28,
    categoryPercentage: 0.9, barPercentage: 0.85,
    backgroundColor: ({ dataIndex }) => (isOpen(dataIndex) ? striped : clicks),
  };
}

function look() {
  const { line, muted } = colors();
  const axis = (position, title, headroom) => ({
    position, beginAtZero: true, afterDataLimits: (scale) => { scale.max *= headroom; }, title: { display: true, text: title, color: muted },
    border: { display: false }, ticks: { color: muted, maxTicksLimit: 5, callback: (value) => compact.format(value) },
  });
  return {
    interaction: { mode: "index", intersect: false },
    plugins: { legend: { display: false }, tooltip: { callbacks: { title: titleOf, label: labelOf } } },
    scales: {
      x: { grid: { display: false }, ticks: { color: muted, maxRotation: 0, autoSkipPadding: 28 } },
      spend: { ...axis("left", "Spend", 1.05), grid: { color: line, drawBorder: false } },
      // Room above, so that bars and line do not lie on one another.
      clicks: { ...axis("right", "Clicks", 1.6), grid: { display: false, drawBorder: false } },
    },
  };
}

const titleOf = ([item]) => points[item.dataIndex].time + (isOpen(item.dataIndex) ? " (still counting)" : "");

function labelOf(item) {
  const point = points[item.dataIndex];
  return item.dataset.label === "Spend" ? `Spend ${point.spend}` : `Clicks ${point.clicks}`;
}

function colors() {
  const style = getComputedStyle(document.documentElement);
  const of = (name) => style.getPropertyValue(`--${name}`).trim();
  return { accent: of("accent"), card: of("card"), clicks: of("clicks"), line: of("line"), muted: of("muted") };
}

// A window that still counts is striped: it will grow.
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

function recolor() {
  chart?.destroy();
  chart = null;
  showChart({ points, caption: byId("chart-caption").textContent, hasPartial: points.some((point) => point.isPartial) });
}
