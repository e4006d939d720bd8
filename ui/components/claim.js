// What stands on the card of a claim: its words, the verdict, then what the machine found and what people say, apart.
const led = new WeakSet();
export default function ({ parentElement, data }) {
  const root = mount(parentElement);
  redraw(root, data, () => [
    element("p", { class: "head" }, element("b", {}, `Claim ${data.number}`), element("span", { class: "quiet" }, data.about),
      data.outcome ? element("span", { class: `badge ${data.leans}` }, element("span", { class: "unseen" }, "Checks: "), data.outcome) : null),
    element("p", { class: "words", dir: "auto" }, data.text),
    data.verdicts.length ? element("section", { class: "verdict" }, element("p", { class: "told" }, "Verdict"), ...sayings(data.verdicts, "Earlier verdicts").filter(Boolean)) : null,
    data.checked.length ? element("section", { class: "machine" }, element("p", { class: "told" }, "Checked by the machine"),
      ...data.checked.map((line) => element("p", { dir: "auto" }, line))) : null,
    data.said.length ? element("section", {}, element("p", { class: "told" }, "Said by people"), ...sayings(data.said, "Withdrawn").filter(Boolean)) : null,
  ].filter(Boolean));
  if (data.leads && !led.has(root)) {
    led.add(root);
    requestAnimationFrame(() => root.scrollIntoView({ block: "center" }));
  }
}
