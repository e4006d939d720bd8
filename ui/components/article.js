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
// Two reports that count differently all along have hundreds: they would push all else off the page.
const MOST_UNFOLDED = 4;
function remarks(all) {
  return element("ul", { class: "remarks" }, ...all.map(([title, why, quotes]) => element("li", {}, element("b", {}, title), ": ", element("bdi", {}, why),
    ...quotes.map((quote) => element("q", { dir: "auto" }, quote)))));
}
function toKnow(all) {
  if (!all.length) return [];
  const rest = all.slice(MOST_UNFOLDED);
  return [element("h2", {}, "What a reader has to know of it"), remarks(all.slice(0, MOST_UNFOLDED)),
    rest.length ? element("details", {}, element("summary", {}, `${rest.length} more`), remarks(rest)) : null];
}
export default function ({ parentElement, data }) {
  const front = data.pieces.filter((one) => one.front).map((one) => ({ ...one, text: one.text.replace(/^---\s*/gm, "") }));
  const body = data.pieces.filter((one) => !one.front);
  redraw(mount(parentElement), data, () => [
    element("p", { class: "quiet" }, data.note),
    element("div", { class: "article", dir: "auto" }, front.length ? element("div", { class: "front" }, ...front.map(piece)) : null, ...body.map(piece)),
    ...toKnow(data.remarks),
  ].filter(Boolean));
}
