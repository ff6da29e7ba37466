// Asks before the figures are cleared; without this script the link leads to a page that asks.

import { byId } from "./dom.js";

export function prepareDialog() {
  const dialog = byId("clear-dialog");
  byId("clear").addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    dialog.showModal();
  });
  byId("clear-cancel").addEventListener("click", () => dialog.close());
}
