// Small steps on the page that change only what differs, so that focus, scroll and selection stay.

export const byId = (id) => document.getElementById(id);

export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function setAttribute(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

// An attribute that stands for yes, and is not there for no.
export function setFlag(element, name, isOn, value = "true") {
  if (isOn) setAttribute(element, name, value);
  else if (element.hasAttribute(name)) element.removeAttribute(name);
}

export function setHidden(element, isHidden) {
  if (element.hidden !== isHidden) element.hidden = isHidden;
}

// Gives `parent` exactly `count` element children, made by `make` where some are missing.
export function resize(parent, count, make) {
  while (parent.children.length > count) parent.lastElementChild.remove();
  while (parent.children.length < count) parent.append(make());
  return parent.children;
}

export function copyOf(templateId) {
  return byId(templateId).content.firstElementChild.cloneNode(true);
}

export function makeElement(name, className = "") {
  const element = document.createElement(name);
  if (className) element.className = className;
  return element;
}

// Writes `texts` into the cells of a row from the one at `first` on.
export function setFigures(row, first, texts) {
  resize(row, first + texts.length, () => makeElement("td"));
  texts.forEach((text, place) => setText(row.children[first + place], text));
}

// A choice among several links.
export function showLinks(parent, links) {
  const anchors = parent.querySelectorAll("a");
  links.forEach((link, place) => {
    setAttribute(anchors[place], "href", link.href);
    setFlag(anchors[place], "aria-current", link.isCurrent);
  });
}

// Writes a name and, where it says which of several, the organization. Both are data: text, never markup.
export function setName(anchor, name) {
  setAttribute(anchor, "href", name.href);
  setText(anchor.querySelector("bdi"), name.text);
  let small = anchor.querySelector("small");
  if (!name.hasOrganization) {
    small?.previousSibling.remove(); // the space before it
    return small?.remove();
  }
  if (!small) {
    small = makeElement("small");
    small.append(makeElement("bdi"));
    anchor.append(" ", small);
  }
  setText(small.firstElementChild, name.organization);
}

export function setTrend(svg, trend) {
  setAttribute(svg.children[0], "d", trend.line);
  setAttribute(svg.children[1], "d", trend.open);
}

// How a figure moved, with a word or a sign for whether that is good.
export function setChange(element, change, verdict) {
  setText(element, `${change.text} ${verdict}`);
  setAttribute(element, "data-verdict", change.verdict);
  setAttribute(element, "title", change.detail);
}

// Rows move while they are renewed; the focus stays with the name it was on, not with the place.
export function keepingFocus(parent, renew) {
  const focused = parent.contains(document.activeElement) ? document.activeElement : null;
  const key = focused?.textContent;
  const target = focused?.getAttribute("href");
  renew();
  if (!focused || (focused.isConnected && focused.getAttribute("href") === target)) return;
  const anchors = [...parent.querySelectorAll("a")];
  const same = anchors.find((anchor) => anchor.getAttribute("href") === target)
    ?? anchors.find((anchor) => anchor.textContent === key);
  (same ?? parent.closest("[tabindex]"))?.focus({ preventScroll: true });
}
