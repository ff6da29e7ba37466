// Light or dark, dense or for a wall; remembered by the browser.

import { byId, setAttribute, setText } from "./dom.js";
import { recolor } from "./chart.js";

const root = document.documentElement;
const themes = ["auto", "light", "dark"];

export function prepareLook() {
  byId("theme").addEventListener("click", () => {
    const next = themes[(themes.indexOf(root.dataset.theme ?? "auto") + 1) % themes.length];
    choose("theme", next === "auto" ? "" : next);
  });
  byId("density").addEventListener("click", () => choose("density", isWall() ? "" : "wall"));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolor);
  draw();
}

const isWall = () => root.dataset.density === "wall";

function choose(name, value) {
  if (value) root.dataset[name] = value;
  else delete root.dataset[name];
  try {
    if (value) localStorage.setItem(`adtally.${name}`, value);
    else localStorage.removeItem(`adtally.${name}`);
  } catch { /* storage may be forbidden: the choice then lasts as long as the page */ }
  draw();
  recolor();
}

function draw() {
  setText(byId("theme"), `Theme: ${root.dataset.theme ?? "auto"}`);
  setAttribute(byId("density"), "aria-pressed", String(isWall()));
}
