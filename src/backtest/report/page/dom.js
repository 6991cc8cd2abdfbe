/** Elements. Every text of the data becomes a text node here, never HTML. */

/**
 * An element with a class, children (texts and nodes; null and undefined are left out) and attributes.
 */
export function element(tag, className, children = [], attributes = {}) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  for (const child of [children].flat()) if (child !== null && child !== undefined) node.append(child);
  return node;
}

/** An element of a drawing. */
export function shape(tag, attributes, children = []) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  for (const child of children) node.append(child);
  return node;
}

/** Puts nodes into the section of an id. */
export function fill(id, ...nodes) {
  document.getElementById(id).replaceChildren(...nodes.filter((node) => node !== null));
}

/** What a section says that has nothing to show. */
export function nothing(sentence) {
  return element("p", "empty", sentence);
}

/** A button that does something when pressed. */
export function button(text, onPress) {
  const node = element("button", "", text, { type: "button" });
  node.addEventListener("click", onPress);
  return node;
}

/** A bar from a zero line: to the right for a gain, to the left for a loss where there are any. */
export function bar(value, largest, twoSided) {
  const share = largest > 0 ? Math.min(1, Math.abs(value) / largest) : 0;
  const line = element("i", value < 0 ? "loss" : "gain");
  const width = share * (twoSided ? 50 : 100);
  line.style.width = `${width}%`;
  line.style.left = twoSided ? `${value < 0 ? 50 - width : 50}%` : "0";
  return element("div", twoSided ? "bar two-sided" : "bar", line);
}
