// Top campaigns and channels: a name, a bar, its figures.

import { byId, copyOf, resize, setAttribute, setFigures, setName } from "./dom.js";

export function showBars(bodyId, bars) {
  const rows = resize(byId(bodyId), bars.length, () => copyOf("bar-template"));
  bars.forEach((bar, place) => {
    const row = rows[place];
    setAttribute(row.querySelector("rect"), "width", bar.width);
    setName(row.querySelector(".name"), bar.name, bar.hasOrganization ? bar.organization : "");
    setFigures(row, 1, bar.figures);
  });
}
