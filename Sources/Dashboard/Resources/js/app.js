// Keeps the page that the server rendered alive: every snapshot says all of it again, in the same words.

import { showBars } from "./bars.js";
import { showCampaign } from "./campaign.js";
import { prepareChart, showChart } from "./chart.js";
import { prepareDialogs } from "./dialogs.js";
import { byId } from "./dom.js";
import { prepareFeed, showFeed } from "./feed.js";
import { prepareFilters, showFilters, showPeriod } from "./filters.js";
import { prepareKeys } from "./keys.js";
import { prepareLook } from "./look.js";
import { followLinks } from "./navigation.js";
import { showNotices } from "./notices.js";
import { preparePause } from "./pause.js";
import { showPipeline } from "./pipeline.js";
import { showConnection, showStatus } from "./status.js";
import { LiveStream } from "./stream.js";
import { showTable } from "./table.js";
import { showTiles } from "./tiles.js";

function show(view) {
  showStatus(view.status);
  showNotices(view);
  showPeriod(view.period);
  showFilters(view.filter);
  showTiles(view.tiles, view.funnel);
  showChart(view.chart);
  showBars("campaigns", view.campaigns);
  showBars("channels", view.channels);
  showCampaign(view.campaign);
  showTable(view.table, view.export);
  showFeed(view.feed);
  showPipeline(view.pipeline);
}

const stream = new LiveStream({ onView: show, onConnection: showConnection });
followLinks(() => stream.open());
prepareFilters();
prepareFeed();
prepareChart();
prepareDialogs();
prepareLook();
preparePause(stream);
prepareKeys();
byId("refresh").addEventListener("click", (event) => {
  event.preventDefault();
  stream.refresh();
});
stream.open();
