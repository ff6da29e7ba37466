// The sentences that caution about the figures.

import { byId, makeElement, resize, setHidden, setText } from "./dom.js";

export function showNotices(view) {
  const lines = resize(byId("notices"), view.notices.length, () => makeElement("p"));
  view.notices.forEach((text, place) => setText(lines[place], text));
  setHidden(byId("cleared"), !view.clearing.isCleared);
  setText(byId("cleared-text"), view.clearing.text);
  setHidden(byId("empty"), !view.isEmpty);
  setText(byId("empty-title"), view.emptyTitle);
  setHidden(byId("content"), view.isEmpty);
}
