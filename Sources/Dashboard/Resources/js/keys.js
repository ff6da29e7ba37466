// Single keys, for those who keep the page open all day. They can be switched off, and never act while one types.

import { byId } from "./dom.js";

const press = (id) => () => byId(id).click();

const actions = {
  x: press("compare"), c: press("clear-filters"), p: press("pause"), r: press("refresh"), t: press("theme"),
  d: press("density"), "?": press("help"), "[": press("page-previous"), "]": press("page-next"),
  "/": () => byId("search").focus(),
};

export function prepareKeys() {
  const box = byId("keys-on");
  try { box.checked = localStorage.getItem("adtally.keys") !== "off"; } catch { /* storage may be forbidden */ }
  box.addEventListener("change", () => {
    try { localStorage.setItem("adtally.keys", box.checked ? "on" : "off"); } catch { /* lasts as long as the page */ }
  });
  document.addEventListener("keydown", (event) => {
    if (!box.checked || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const action = actionOf(event.key.toLowerCase());
    if (!action) return;
    event.preventDefault();
    action();
  });
}

function isTyping(target) {
  return target.closest("input, textarea, select, dialog") !== null;
}

function actionOf(key) {
  if (!/^[1-6]$/.test(key)) return actions[key];
  return () => byId("ranges").children[Number(key) - 1].click();
}
