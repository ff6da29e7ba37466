// Asks before the figures are cleared; without this script the link leads to a page that asks. And the list of keys.

import { byId } from "./dom.js";

export function prepareDialogs() {
  const clear = byId("clear-dialog");
  byId("clear").addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    clear.showModal();
  });
  byId("clear-cancel").addEventListener("click", () => clear.close());
  byId("help").addEventListener("click", () => byId("help-dialog").showModal());
  byId("help-close").addEventListener("click", () => byId("help-dialog").close());
}
