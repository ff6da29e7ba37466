// The newest rows as they came. They can be held still while the rest of the page goes on.

import { byId, copyOf, resize, setFigures, setText } from "./dom.js";

let isHeld = false;
let newest = [];

export function showFeed(feed) {
  newest = feed.lines;
  if (!isHeld) draw();
}

export function prepareFeed() {
  const button = byId("feed-hold");
  button.addEventListener("click", () => {
    isHeld = !isHeld;
    setText(button, isHeld ? "Let it run" : "Hold");
    if (!isHeld) draw();
  });
}

function draw() {
  const rows = resize(byId("feed"), newest.length, () => copyOf("feed-template"));
  newest.forEach((line, place) => {
    const [readAt, window, campaign, channel, state] = rows[place].children;
    setText(readAt, line.readAt);
    setText(window, line.window);
    setText(campaign.querySelector("bdi"), line.campaign);
    setText(channel.querySelector("bdi"), line.channel);
    setText(state, line.state);
    setFigures(rows[place], 5, line.figures);
  });
}
