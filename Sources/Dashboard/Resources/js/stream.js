// One live stream a page: opened for the address, closed while the page is hidden or paused, opened again when it breaks.

const silence = 40_000; // more than two heartbeats
const shortestWait = 1_000;
const longestWait = 30_000;

export class LiveStream {
  #source = null;
  #wait = shortestWait;
  #timer = 0;
  #isPaused = false;
  #request = 0;

  constructor({ onView, onConnection }) {
    this.onView = onView;
    this.onConnection = onConnection;
    document.addEventListener("visibilitychange", () => this.#followVisibility());
    window.addEventListener("pagehide", () => this.#close());
    window.addEventListener("pageshow", (event) => { if (event.persisted) this.open(); });
  }

  // Shows what the address says now, and keeps it live.
  open() {
    this.#close();
    if (this.#isPaused) return this.refresh();
    if (document.hidden) return;
    this.#source = new EventSource("/events" + location.search);
    this.#source.addEventListener("snapshot", (event) => this.#take(event));
    this.#source.addEventListener("error", () => this.#openLater());
    this.#timer = setTimeout(() => this.#openLater(), silence);
  }

  // Once, whether paused or not. An answer that a newer request has overtaken is dropped.
  async refresh() {
    const request = ++this.#request;
    try {
      const response = await fetch("/api/snapshot" + location.search);
      if (response.status === 401) return location.reload(); // the session has ended: to the login page
      if (!response.ok) throw new Error(response.statusText);
      const view = await response.json();
      if (request === this.#request) this.onView(view);
    } catch {
      if (request === this.#request) this.onConnection(false);
    }
  }

  pause() {
    this.#isPaused = true;
    this.#close();
  }

  resume() {
    this.#isPaused = false;
    this.open();
  }

  #take(event) {
    this.#request += 1; // what was asked for before is older than this
    this.#wait = shortestWait;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#openLater(), silence);
    this.onConnection(true);
    this.onView(JSON.parse(event.data));
  }

  // The browser's own retry gives up for good at a status such as 503; this one does not. A part of the wait is left
  // to chance, so that a hundred pages do not come back in one moment.
  #openLater() {
    this.onConnection(false);
    this.#close();
    this.#checkSession();
    this.#timer = setTimeout(() => this.open(), this.#wait * (0.5 + Math.random() / 2));
    this.#wait = Math.min(this.#wait * 2, longestWait);
  }

  // A stream does not tell why it was refused.
  async #checkSession() {
    const response = await fetch("/api/snapshot" + location.search, { method: "HEAD" }).catch(() => null);
    if (response?.status === 401) location.reload();
  }

  #close() {
    this.#request += 1;
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }

  #followVisibility() {
    if (document.hidden) this.#close();
    else if (!this.#isPaused) this.open();
  }
}
