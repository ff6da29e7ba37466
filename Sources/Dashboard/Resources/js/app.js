// Keeps the page that the server rendered alive: every snapshot says all of it again, in the same words.

import { byId } from "./dom.js";
import { prepareChart, showChart } from "./chart.js";
import { prepareDialog } from "./dialog.js";
import { showNotices, showTiles } from "./figures.js";
import { showBars } from "./lists.js";
import { showConnection, showStatus } from "./status.js";
import { LiveStream } from "./stream.js";
import { showRanges, showTable } from "./table.js";

function show(view) {
  showStatus(view.status);
  showNotices(view);
  showRanges(view.ranges);
  showTiles(view.tiles);
  showChart(view.chart);
  showBars("campaigns", view.campaigns);
  showBars("channels", view.channels);
  showTable(view.table);
}

const stream = new LiveStream({ onView: show, onConnection: showConnection });

// Ranges and column heads are links; here they change the view in place and the address with it.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-live]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  history.pushState(null, "", link.href);
  stream.open(location.search);
});
window.addEventListener("popstate", () => stream.open(location.search));

byId("refresh").addEventListener("click", async (event) => {
  event.preventDefault();
  try {
    const response = await fetch("/api/snapshot" + location.search);
    if (!response.ok) throw new Error(response.statusText);
    show(await response.json());
  } catch {
    showConnection(false);
  }
});

prepareChart();
prepareDialog();
stream.open(location.search);
