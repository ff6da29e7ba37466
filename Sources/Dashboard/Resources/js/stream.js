// One live stream a page: opened for an address, closed while the page is hidden, opened again when it breaks.

const silence = 40_000; // more than two heartbeats
const shortestWait = 1_000;
const longestWait = 30_000;

export class LiveStream {
  #source = null;
  #search = "";
  #wait = shortestWait;
  #timer = 0;

  constructor({ onView, onConnection }) {
    this.onView = onView;
    this.onConnection = onConnection;
    document.addEventListener("visibilitychange", () => this.#followVisibility());
    window.addEventListener("pagehide", () => this.#close());
  }

  open(search) {
    this.#search = search;
    this.#close();
    if (document.hidden) return;
    this.#source = new EventSource("/events" + search);
    this.#source.addEventListener("snapshot", (event) => this.#take(event));
    this.#source.addEventListener("error", () => this.#openLater());
    this.#timer = setTimeout(() => this.#openLater(), silence);
  }

  #take(event) {
    this.#wait = shortestWait;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#openLater(), silence);
    this.onConnection(true);
    this.onView(JSON.parse(event.data));
  }

  // The browser's own retry gives up for good at a status such as 503; this one does not.
  #openLater() {
    this.onConnection(false);
    this.#close();
    this.#timer = setTimeout(() => this.open(this.#search), this.#wait);
    this.#wait = Math.min(this.#wait * 2, longestWait);
  }

  #close() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }

  #followVisibility() {
    if (document.hidden) this.#close();
    else this.open(this.#search);
  }
}
