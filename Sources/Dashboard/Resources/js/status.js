// The light in the header, and how old the newest figures are.

import { byId, setAttribute, setText } from "./dom.js";

const label = byId("status-label");
const light = byId("status");
const updated = byId("updated");

let receivedAt = performance.now();
let ageThen = Number(updated.dataset.age);
let isConnected = true;
let isPaused = false;
let server = { tone: light.dataset.tone, label: label.textContent };

export function showStatus(status) {
  receivedAt = performance.now();
  ageThen = status.age;
  server = status;
  draw();
}

export function showConnection(connected) {
  isConnected = connected;
  draw();
}

export function showPaused(paused) {
  isPaused = paused;
  draw();
}

function draw() {
  const [tone, text] = currentLight();
  setAttribute(light, "data-tone", tone);
  setText(label, text);
  setText(updated, ageThen < 0 ? "no data yet" : `updated ${ago(ageThen + performance.now() - receivedAt)}`);
}

function currentLight() {
  if (isPaused) return ["wait", "Paused"];
  return isConnected ? [server.tone, server.label] : ["wait", "Reconnecting"];
}

function ago(milliseconds) {
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds < 2) return "just now";
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  return `${Math.floor(seconds / 3600)} h ago`;
}

setInterval(draw, 1000);
