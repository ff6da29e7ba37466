// Links within the page change the view in place and the address with it; back and forward work as anywhere.

let renew = () => {};

// `onMove` is called whenever the address has changed.
export function followLinks(onMove) {
  renew = onMove;
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-live]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (link.getAttribute("aria-disabled") !== "true") goTo(link.getAttribute("href"));
  });
  window.addEventListener("popstate", () => renew());
}

export function goTo(href) {
  if (href === location.pathname + location.search) return;
  history.pushState(null, "", href);
  renew();
}

// The address with some parameters set, or taken away where the value is empty; always the first page of the table.
export function addressWith(changes) {
  const parameters = new URLSearchParams(location.search);
  parameters.delete("page");
  for (const [name, value] of Object.entries(changes)) {
    if (value) parameters.set(name, value);
    else parameters.delete(name);
  }
  const search = parameters.toString();
  return search ? `/?${search}` : "/";
}

// For typing: no step of history for each letter.
export function replaceAddress(href) {
  history.replaceState(null, "", href);
  renew();
}
