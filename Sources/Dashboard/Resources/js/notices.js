// The sentences that caution about the figures, and the alerts that fire.

import { byId, copyOf, makeElement, resize, setHidden, setText } from "./dom.js";

export function showNotices(view) {
  const lines = resize(byId("notices"), view.notices.length, () => makeElement("p"));
  view.notices.forEach((text, place) => setText(lines[place], text));
  showFiring(view.firing);
  setHidden(byId("cleared"), !view.clearing.isCleared);
  setText(byId("cleared-text"), view.clearing.text);
  setHidden(byId("empty"), !view.isEmpty);
  setText(byId("empty-title"), view.emptyTitle);
  setHidden(byId("content"), view.isEmpty);
}

function showFiring(firing) {
  setText(byId("alerts-count"), firing.count);
  setText(byId("firing-more"), firing.more);
  setHidden(byId("firing"), !firing.hasLines);
  const lines = resize(byId("firing"), firing.lines.length, () => copyOf("firing-template"));
  firing.lines.forEach((entry, place) => {
    const [name, sentence] = lines[place].querySelectorAll("bdi");
    setText(name, entry.name);
    setText(sentence, entry.sentence);
    setText(lines[place].querySelector(".since"), entry.since);
  });
}
