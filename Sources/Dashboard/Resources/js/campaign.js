// One campaign: its minutes and its corrections.

import { byId, copyOf, resize, setFigures, setHidden, setText } from "./dom.js";

export function showCampaign(campaign) {
  setHidden(byId("campaign"), !campaign.isShown);
  if (!campaign.isShown) return;
  setText(byId("campaign-name"), campaign.title);
  const rows = resize(byId("windows"), campaign.windows.length, () => copyOf("window-template"));
  campaign.windows.forEach((entry, place) => {
    setText(rows[place].children[0], entry.time);
    setText(rows[place].children[1], entry.state);
    setFigures(rows[place], 2, entry.figures);
  });
  setHidden(byId("no-corrections"), campaign.hasCorrections);
  const lines = resize(byId("corrections"), campaign.corrections.length, () => copyOf("correction-template"));
  campaign.corrections.forEach((entry, place) => {
    const [time, channel, count] = lines[place].children;
    setText(time, entry.time);
    setText(channel, entry.channel);
    setText(count, `${entry.count} late`);
  });
}
