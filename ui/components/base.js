// Shared by all parts. Text is set as text: nothing here takes HTML.
function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}
function mount(parent) {
  let root = [...parent.children].find((child) => child.className === "verify");
  if (!root) parent.append((root = element("div", { class: "verify" })));
  return root;
}
// Redrawn only when the data changed: a rerun of the page closes no picture and loses no focus.
function redraw(root, data, draw) {
  const said = JSON.stringify(data);
  if (root.dataset.said === said) return;
  root.dataset.said = said;
  root.replaceChildren(...draw());
}
