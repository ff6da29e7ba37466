// Top campaigns and channels: a name, a bar, its figures.

import { byId, copyOf, keepingFocus, resize, setAttribute, setFigures, setName } from "./dom.js";

export function showBars(bodyId, bars) {
  const body = byId(bodyId);
  keepingFocus(body, () => {
    const rows = resize(body, bars.length, () => copyOf("bar-template"));
    bars.forEach((bar, place) => {
      setAttribute(rows[place].querySelector("rect"), "width", bar.width);
      setName(rows[place].querySelector(".name"), bar.name);
      setFigures(rows[place], 1, bar.figures);
    });
  });
}
