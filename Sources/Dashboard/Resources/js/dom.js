// Small steps on the page that change only what differs, so that focus, scroll and selection stay.

export const byId = (id) => document.getElementById(id);

export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function setAttribute(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
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
  resize(row, first + texts.length, () => makeElement("td", "figure"));
  texts.forEach((text, place) => setText(row.children[first + place], text));
}

// Writes a name and, where it says which of several, the organization. Both are data: text, never markup.
export function setName(span, name, organization) {
  setText(span.querySelector("bdi"), name);
  let small = span.querySelector("small");
  if (!organization) return small?.remove();
  if (!small) {
    small = makeElement("small");
    small.append(makeElement("bdi"));
    span.append(" ", small);
  }
  setText(small.firstElementChild, organization);
}
