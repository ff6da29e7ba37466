// Stops the whole page at the figures it shows, and lets it go on.

import { byId, setText } from "./dom.js";
import { showPaused } from "./status.js";

export function preparePause(stream) {
  const button = byId("pause");
  let isPaused = false;
  button.addEventListener("click", () => {
    isPaused = !isPaused;
    setText(button, isPaused ? "Resume" : "Pause");
    showPaused(isPaused);
    if (isPaused) stream.pause();
    else stream.resume();
  });
}
