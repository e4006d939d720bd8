// What people wrote: notes in their styles, set as text. A link is its words and where it leads, and opens nothing.
const STYLES = { strong: "b", emphasis: "em", code: "code" };
function span([text, style]) {
  if (style === "address") return element("bdi", { class: "address", dir: "ltr" }, text);
  return STYLES[style] ? element(STYLES[style], {}, text) : text;
}
function passage({ spans, lead, depth, quoted }, ...before) {
  return element("p", { dir: "auto", class: quoted ? "quoted" : null, style: depth ? `margin-inline-start: ${depth * 18}px` : null },
    ...before, lead ? element("span", { class: "item" }, `${lead} `) : null, ...spans.map(span));
}
function saying({ mark, leans, words, under, past, links }) {
  const badge = mark ? element("bdi", {}, element("span", { class: `badge ${leans}` }, mark)) : null;
  const [first, ...rest] = words;
  return element("div", { class: past ? "saying past" : "saying" }, badge ? passage(first, badge, "\u2002") : passage(first), ...rest.map((one) => passage(one)),
    ...under.map((line) => element("p", { class: "who", dir: "auto" }, line)),
    links.length ? element("p", {}, ...links.flatMap(([text, href]) => [element("a", { href, target: "_self" }, text), " "])) : null);
}
// Those that count, and below them, folded, those that do not any more.
function sayings(all, before) {
  const past = all.filter((one) => one.past);
  return [...all.filter((one) => !one.past).map(saying),
    past.length ? element("details", { class: "before" }, element("summary", {}, `${before} (${past.length})`), ...past.map(saying)) : null];
}
