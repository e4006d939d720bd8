// Entries of the archive, each with a still, what is said of it and what is kept; the name leads to its page.
function row(one, data, open) {
  const still = one.still ? comforted({ src: one.still, alt: one.alt }, data) : element("span", { class: "none" }, "No still kept");
  const name = element("a", { href: one.href, onclick: (event) => {
    // With a key held, as in any link: a tab of its own.
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(one.key);
  } }, element("bdi", {}, one.name));
  return element("li", {}, element("div", { class: "still" }, still), element("div", {}, element("h2", {}, name),
    ...one.lines.map((line) => element("p", { class: "quiet" }, element("bdi", {}, line)))));
}
export default function ({ parentElement, data, setTriggerValue }) {
  redraw(mount(parentElement), data, () => [
    element("ul", {}, ...data.entries.map((one) => row(one, data, (key) => setTriggerValue("open", key)))),
  ]);
}
