// An article as text, with the numbers of its claims; a number leads to the claim's card, the focus too.
// A claim without a card is not among those shown, or has another in its place: the page is asked for that, whose card takes the focus.
function lead(number, button, ask) {
  const card = document.querySelector(`.st-key-claim-${number}`);
  if (!card) { button.blur(); ask(number); return; }
  card.focus({ preventScroll: true });
  bring(card, "smooth");
}
function piece(one, ask) {
  if (one.claim === null) return one.text;
  return element("mark", {}, one.text,
    element("button", { type: "button", class: "number", "aria-label": `Claim ${one.claim}`, onclick: (event) => lead(one.claim, event.currentTarget, ask) }, String(one.claim)));
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
export default function ({ parentElement, data, setTriggerValue }) {
  const set = (one) => piece(one, (number) => setTriggerValue("sought", number));
  const front = data.pieces.filter((one) => one.front).map((one) => ({ ...one, text: one.text.replace(/^---\s*/gm, "") }));
  const body = data.pieces.filter((one) => !one.front);
  redraw(mount(parentElement), data, () => [
    element("p", { class: "quiet" }, data.note),
    element("div", { class: "article", dir: "auto" }, front.length ? element("div", { class: "front" }, ...front.map(set)) : null, ...body.map(set)),
    ...toKnow(data.remarks),
  ].filter(Boolean));
}
