// What stands on the card of a claim: its words, then what the machine found and what people say, apart.
const led = new WeakSet();
function said(who, kind, lines) {
  if (!lines.length) return null;
  return element("section", { class: `said ${kind}` }, element("p", { class: "who" }, who),
    element("ul", {}, ...lines.map((line) => element("li", { dir: "auto" }, line))));
}
export default function ({ parentElement, data }) {
  const root = mount(parentElement);
  redraw(root, data, () => [
    element("p", { class: "head" }, element("b", {}, `Claim ${data.number}`), element("span", { class: "quiet" }, data.about),
      data.outcome ? element("span", { class: `badge ${data.leans}` }, element("span", { class: "unseen" }, "Checks: "), data.outcome) : null),
    element("p", { class: "words", dir: "auto" }, data.text),
    data.verdict ? element("p", { class: "verdict", dir: "auto" }, element("b", {}, "Verdict "), data.verdict) : null,
    said("Checked by the machine", "machine", data.checked),
    said("Said by people", "people", data.said),
    data.frames.length ? element("p", { class: "frames" }, ...data.frames.flatMap(([text, href]) => [element("a", { href, target: "_self" }, text), " "])) : null,
  ].filter(Boolean));
  if (data.leads && !led.has(root)) {
    led.add(root);
    requestAnimationFrame(() => root.scrollIntoView({ block: "center" }));
  }
}
