// Reads out what became of a deed: it comes to stand beside a button, where a screen reader does not look by itself.
const OUTCOME = "[class*=st-key-outcome-of-]";
const UNSEEN = "position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);";
const watched = new WeakSet();

function outcomeOf(node) {
  const near = node instanceof Element ? node : node.parentElement;
  return near?.closest(OUTCOME) ?? near?.querySelector(OUTCOME);
}
export default function () {
  if (watched.has(document.body)) return;
  watched.add(document.body);
  const region = element("p", { role: "status", style: UNSEEN });
  document.body.append(region);
  new MutationObserver((changes) => {
    const nodes = changes.flatMap((one) => (one.type === "characterData" ? [one.target] : [...one.addedNodes]));
    const said = nodes.map((node) => outcomeOf(node)?.textContent.trim()).filter(Boolean).at(-1);
    if (said) region.textContent = said;
    else if (region.textContent && !document.querySelector(OUTCOME)) region.textContent = "";
  }).observe(document.body, { childList: true, characterData: true, subtree: true });
}
