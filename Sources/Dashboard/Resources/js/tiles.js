// The headline figures with their trends, and the funnel.

import { byId, setAttribute, setChange, setFlag, setText, setTrend } from "./dom.js";

export function showTiles(tiles, funnel) {
  const boxes = byId("tiles").children;
  tiles.forEach((tile, place) => {
    const box = boxes[place];
    setAttribute(box, "href", tile.href);
    setAttribute(box, "title", tile.exact);
    setFlag(box, "aria-current", tile.isCharted);
    setText(box.querySelector(".value"), tile.value);
    setText(box.querySelector(".marker"), tile.marker);
    setAttribute(box.querySelector(".marker"), "title", tile.markerDetail);
    setChange(box.querySelector(".change"), tile.change, tile.change.verdict);
    setTrend(box.querySelector("svg"), tile);
  });
  const steps = byId("funnel").children;
  funnel.steps.forEach((step, place) => {
    setText(steps[place].querySelector(".count"), step.count);
    setText(steps[place].querySelector(".rate"), step.rate);
    setAttribute(steps[place].querySelector("rect"), "width", step.width);
  });
}
