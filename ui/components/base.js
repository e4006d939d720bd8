// Shared by all parts. Text is set as text: nothing here takes HTML.
function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}
function mount(parent) {
  let root = [...parent.children].find((child) => child.className === "verify");
  if (!root) parent.append((root = element("div", { class: "verify" })));
  return root;
}
// Redrawn only when the data changed: a rerun of the page closes no picture and loses no focus.
function redraw(root, data, draw) {
  const said = JSON.stringify(data);
  if (root.dataset.said === said) return;
  root.dataset.said = said;
  root.replaceChildren(...draw());
}
// Goes to another page of ours as the browser's own Back and Forward do: one step, after which Back leads here again.
function goTo(href) { window.history.pushState({}, "", href); window.dispatchEvent(new PopStateEvent("popstate")); }
// Leads the player to a time or a frame; where there is no player, a keyframe of it opens.
function leadTo(detail) { window.dispatchEvent(new CustomEvent("verify-seek", { detail })); }
// Says what came of a person's moves once these pause; and at once where something else is pressed, which may rest on it.
function oncePaused(root, pause_ms, say) {
  let waiting = null;
  function now() { clearTimeout(waiting); waiting = null; say(); }
  function turn(event) { if (waiting !== null && !event.composedPath().includes(root)) now(); }
  for (const kind of ["pointerdown", "keydown"]) window.addEventListener(kind, turn, true);
  return () => { clearTimeout(waiting); waiting = setTimeout(now, pause_ms); };
}
// What stands in the place of something that was pressed has the focus then: else a keyboard would begin the page anew.
function replaceInFocus(before, after) {
  after.tabIndex = -1;
  before.replaceWith(after);
  after.focus({ preventScroll: true });
}
// Of many alike, one at a time is a stop for Tab, with what belongs to it; arrow keys, Home and End go on to the others.
function roving(list, columns = () => 1) {
  const stops = (one) => (one.matches("button") ? [one] : [...one.querySelectorAll("button, input")]);
  const whose = (stop) => [...list.children].find((one) => one.contains(stop));
  let here = null;
  const stand = (one) => {
    for (const stop of here ? stops(here) : []) stop.tabIndex = -1;
    here = one;
    for (const stop of stops(here)) stop.tabIndex = 0;
  };
  for (const one of list.children) for (const stop of stops(one)) stop.tabIndex = -1;
  if (list.firstElementChild) stand(list.firstElementChild);
  list.addEventListener("focusin", (event) => stand(whose(event.target)));
  list.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns(), ArrowDown: columns(), Home: -Infinity, End: Infinity }[event.key];
    if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault(); event.stopPropagation();
    const all = [...list.children], at = all.indexOf(whose(event.target)) + way;
    const to = Number.isFinite(at) ? all[at] : all.at(way < 0 ? 0 : -1);
    if (to) stops(to)[stops(whose(event.target)).indexOf(event.target)].focus();
  });
}
// Brings a card into view; of one that is larger than the window, its head.
function bring(card, behavior = "auto") {
  card.scrollIntoView({ behavior, block: card.offsetHeight > 0.6 * window.innerHeight ? "start" : "center" });
}
// A picture as a person wants pictures shown: covered until asked for, blurred, without colour.
function comforted(one, { cover, blur, grey }) {
  const picture = element("img", { src: cover ? null : one.src, alt: one.alt, loading: "lazy", class: [blur && "blur", grey && "grey"].filter(Boolean).join(" ") });
  if (!cover) return picture;
  const veil = element("button", { type: "button", class: "cover", "aria-label": `Show: ${one.alt}`, onclick: () => { picture.src = one.src; replaceInFocus(veil, picture); } }, "Show");
  return veil;
}
// Our own drawing, made by the report's code; no script in it could run under the page's policy.
function ours(text) {
  return document.importNode(new DOMParser().parseFromString(text, "image/svg+xml").documentElement, true);
}
async function drawing(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`The drawing did not come (${answer.status}).`);
  const svg = ours(await answer.text());
  svg.setAttribute("width", "100%");
  return svg;
}
