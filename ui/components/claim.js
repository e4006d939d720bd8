// What stands on the card of a claim: its words, the verdict, then what the machine found and what people say, apart.
// Where a person was led to, by visits of the page: a card that is drawn anew leads nobody away from what they do.
const led = new Set(), visit = () => window.navigation?.currentEntry?.key ?? location.href;
// The card as a group by its name: fields on all cards are called the same, and a number in the article leads there.
function cardOf(root, number) {
  const card = root.getRootNode().host?.closest(`.st-key-claim-${number}`);
  for (const [name, value] of Object.entries({ role: "group", tabindex: "-1", "aria-label": `Claim ${number}` })) card?.setAttribute(name, value);
  return card;
}
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
  const card = cardOf(root, data.number);
  if (data.leads && !led.has(visit())) {
    led.add(visit());
    requestAnimationFrame(() => {
      bring(card ?? root);
      if (document.activeElement === document.body) card?.focus({ preventScroll: true });
    });
  }
}
