// The eight headline figures, and the sentences that caution about them.

import { byId, makeElement, resize, setAttribute, setHidden, setText } from "./dom.js";

export function showTiles(tiles) {
  const boxes = byId("tiles").children;
  tiles.forEach((tile, place) => {
    const value = boxes[place].querySelector(".value");
    setText(value, tile.value);
    setAttribute(value, "title", tile.exact);
    setText(boxes[place].querySelector(".note"), tile.note);
  });
}

export function showNotices(view) {
  const lines = resize(byId("notices"), view.notices.length, () => makeElement("p"));
  view.notices.forEach((text, place) => setText(lines[place], text));
  setHidden(byId("cleared"), !view.clearing.isCleared);
  setText(byId("cleared-text"), view.clearing.text);
  setHidden(byId("empty"), !view.isEmpty);
  setText(byId("empty-title"), view.emptyTitle);
  setHidden(byId("content"), view.isEmpty);
}
