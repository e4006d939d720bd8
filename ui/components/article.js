// An article as text, with the numbers of its claims; a number leads to the claim's card, the focus too.
function lead(number) {
  const card = document.querySelector(`.st-key-claim-${number}`);
  if (!card) return;
  card.focus({ preventScroll: true });
  bring(card, "smooth");
}
function piece(one) {
  if (one.claim === null) return one.text;
  return element("mark", {}, one.text,
    element("button", { type: "button", class: "number", "aria-label": `Claim ${one.claim}`, onclick: () => lead(one.claim) }, String(one.claim)));
}
export default function ({ parentElement, data }) {
  const front = data.pieces.filter((one) => one.front).map((one) => ({ ...one, text: one.text.replace(/^---\s*/gm, "") }));
  const body = data.pieces.filter((one) => !one.front);
  redraw(mount(parentElement), data, () => [
    element("p", { class: "quiet" }, data.note),
    element("div", { class: "article", dir: "auto" }, front.length ? element("div", { class: "front" }, ...front.map(piece)) : null, ...body.map(piece)),
    data.remarks.length ? element("h2", {}, "What a reader has to know of it") : null,
    element("ul", { class: "remarks" }, ...data.remarks.map(([title, why, quotes]) => element("li", {}, element("b", {}, title), ": ", element("bdi", {}, why),
      ...quotes.map((quote) => element("q", { dir: "auto" }, quote))))),
  ].filter(Boolean));
}
