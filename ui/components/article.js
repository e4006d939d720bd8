// An article as text, with the numbers of its claims; a number leads to the claim's card.
function lead(number) {
  const card = document.querySelector(`.st-key-claim-${number}`);
  card?.scrollIntoView({ behavior: "smooth", block: "center" });
}
function piece(one) {
  if (one.front) return element("small", { class: "front", dir: "auto" }, one.text.trim());
  if (one.claim === null) return one.text;
  return element("mark", {}, one.text,
    element("button", { type: "button", class: "number", "aria-label": `Claim ${one.claim}`, onclick: () => lead(one.claim) }, String(one.claim)));
}
export default function ({ parentElement, data }) {
  redraw(mount(parentElement), data, () => [
    element("p", { class: "quiet" }, data.note),
    element("div", { class: "article", dir: "auto" }, ...data.pieces.map(piece)),
    data.remarks.length ? element("h2", {}, "What a reader has to know of it") : null,
    element("ul", { class: "remarks" }, ...data.remarks.map(([title, why, quotes]) => element("li", {}, element("b", {}, title), ": ", element("bdi", {}, why),
      ...quotes.map((quote) => element("q", { dir: "auto" }, quote))))),
  ].filter(Boolean));
}
