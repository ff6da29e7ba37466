// What is shown: the span of time, the chips of the filters, the search.

import { byId, copyOf, resize, setAttribute, setFlag, setHidden, setText, showLinks } from "./dom.js";
import { addressWith, goTo, replaceAddress } from "./navigation.js";

const typingPause = 200;
// Between a letter typed and the address that says so.
let isTyping = false;

export function showPeriod(period) {
  showLinks(byId("ranges"), period.ranges);
  setFlag(byId("custom"), "data-current", period.isCustom, "");
  if (!byId("custom").open) {
    byId("custom-from").value = period.from;
    byId("custom-to").value = period.to;
  }
  setAttribute(byId("compare"), "href", period.compare.href);
  setFlag(byId("compare"), "aria-current", period.compare.isCurrent);
  setText(byId("period"), period.text);
  setText(byId("comparison"), period.comparison);
}

export function showFilters(filter) {
  const chips = byId("chips");
  const focused = document.activeElement;
  const hadFocus = chips.contains(focused) || focused === byId("clear-filters");
  const items = resize(chips, filter.chips.length, () => copyOf("chip-template"));
  filter.chips.forEach((chip, place) => {
    const anchor = items[place].firstElementChild;
    setAttribute(anchor, "href", chip.href);
    setText(anchor.querySelector(".kind"), chip.kind);
    setText(anchor.querySelector("bdi"), chip.name);
  });
  setHidden(chips, !filter.hasChips);
  setHidden(byId("clear-filters"), !filter.hasChips);
  setAttribute(byId("clear-filters"), "href", filter.clear);
  setText(byId("fruitless"), filter.fruitless);
  setHidden(byId("fruitless"), !filter.isFruitless);
  if (!isTyping && byId("search").value !== filter.search) byId("search").value = filter.search;
  // What was pressed is gone: the focus goes to the next chip, or to where filters begin.
  if (hadFocus && (!focused.isConnected || focused.hidden)) (chips.querySelector("a") ?? byId("search")).focus();
}

export function prepareFilters() {
  prepareSearch();
  byId("custom-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const [from, to] = [byId("custom-from").value, byId("custom-to").value];
    setHidden(byId("custom-problem"), from < to);
    if (from >= to) return;
    byId("custom").open = false;
    goTo(addressWith({ range: "", from, to }));
    byId("custom").querySelector("summary").focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !byId("custom").open) return;
    byId("custom").open = false;
    byId("custom").querySelector("summary").focus();
  });
}

function prepareSearch() {
  const input = byId("search");
  let timer = 0;
  const apply = (move) => {
    clearTimeout(timer);
    isTyping = false;
    if ((new URLSearchParams(location.search).get("q") ?? "") !== input.value) move(addressWith({ q: input.value }));
  };
  input.addEventListener("input", () => {
    isTyping = true;
    clearTimeout(timer);
    timer = setTimeout(() => apply(replaceAddress), typingPause);
  });
  byId("search-form").addEventListener("submit", (event) => {
    event.preventDefault();
    apply(replaceAddress);
  });
}
