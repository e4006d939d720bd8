// Reads out what became of a deed, which comes to stand beside a button, and that long work has ended: a screen reader
// looks at neither by itself.
const OUTCOME = "[class*=st-key-outcome-of-]";
const UNSEEN = "position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);";
let region, news = { number: 0 };

function outcomeOf(node) {
  const near = node instanceof Element ? node : node.parentElement;
  return near?.closest(OUTCOME) ?? near?.querySelector(OUTCOME);
}
// A field says of itself that what stands in it was refused, and why: Streamlit has no word for that.
const REFUSES = "st-key-refuses-";
function mark() {
  const refused = new Map();
  for (const why of document.querySelectorAll(`[class*=${REFUSES}]`)) {
    why.id = [...why.classList].find((one) => one.startsWith(REFUSES));
    const field = document.querySelector(`.st-key-${why.id.slice(REFUSES.length)} input`);
    if (field) refused.set(field, why.id);
  }
  for (const field of document.querySelectorAll(`input[aria-describedby^=${REFUSES}]`)) {
    if (!refused.has(field)) for (const name of ["aria-invalid", "aria-describedby"]) field.removeAttribute(name);
  }
  for (const [field, id] of refused) {
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", id);
  }
}
function watch() {
  region = element("p", { role: "status", style: UNSEEN });
  document.body.append(region);
  new MutationObserver((changes) => {
    mark();
    const nodes = changes.flatMap((one) => (one.type === "characterData" ? [one.target] : [...one.addedNodes]));
    const said = nodes.map((node) => outcomeOf(node)?.textContent.trim()).filter(Boolean).at(-1);
    if (said) region.textContent = said;
    else if (![news.text, ""].includes(region.textContent) && !document.querySelector(OUTCOME)) region.textContent = "";
  }).observe(document.body, { childList: true, characterData: true, subtree: true });
}
export default function ({ data }) {
  if (!region) watch();
  if (data.number === news.number) return;
  news = data;
  region.textContent = news.text;
}
