// Findings of one kind, block by block: sentences, tables whose times lead the player there, what is folded away.
function moment({ text, ...where }) {
  return element("button", { class: "link figure", type: "button", "aria-label": `Show ${text}`, onclick: () => leadTo(where) }, text);
}
// Times in sentences of ours lead there too; to the millisecond, they tell frames apart.
const TIMES = /(\b(?:\d+:)?\d{1,2}:\d{2}\.\d{3}\b)/;
function timed(text) {
  return text.split(TIMES).map((part, place) => place % 2 === 0 ? part
    : moment({ text: part, time_s: part.split(":").reduce((sum, one) => 60 * sum + Number(one), 0) }));
}
function cell(one, comfort) {
  if (typeof one === "string") return [element("bdi", {}, one)];
  return [
    one.badge ? element("span", { class: one.hollow ? "badge hollow" : "badge" }, one.badge) : null,
    one.when ? moment(one.when) : null,
    one.strong ? element("strong", {}, one.strong) : null,
    ...(one.text ? [" ", ...timed(one.text)] : []),
    one.picture ? comforted(one.picture, comfort) : null,
    ...(one.small ?? []).map((text) => element("small", {}, typeof text === "string" ? text : moment(text))),
    one.hints?.length ? element("ul", {}, ...one.hints.map((hint) => element("li", {}, hint))) : null,
  ].filter(Boolean);
}
function table({ heads, rows }, comfort) {
  return element("table", { role: "table" },
    element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, ...heads.map((text) => element("th", { role: "columnheader", scope: "col" }, text)))),
    element("tbody", { role: "rowgroup" }, ...rows.map((row) => element("tr", { role: "row" }, ...row.map((one, place) =>
      element("td", { role: "cell", "data-label": heads[place], class: typeof one === "string" || one.strong || one.hints?.length ? "" : "figure" }, ...cell(one, comfort)))))));
}
// Opened once, a drawing stays; before, nothing of it is asked for.
function drawn({ src, svg, caption }) {
  const place = element("div", { class: "plot" });
  if (svg) place.append(ours(svg));
  else drawing(src).then((found) => place.append(found), (error) => place.append(error.message));
  return element("figure", {}, place, element("figcaption", { class: "quiet" }, caption));
}
function folded({ title, blocks, open }, comfort) {
  const inside = element("div", {});
  const fill = () => { if (!inside.childNodes.length) inside.append(...blocks.flatMap((one) => block(one, comfort))); };
  if (open) fill();
  return element("details", { open, ontoggle: fill }, element("summary", {}, title), inside);
}
function block(one, comfort) {
  switch (one.kind) {
    case "heading": return [element("h2", {}, one.text)];
    case "text": return [element("p", {}, one.strong ? element("strong", {}, one.strong) : "", one.strong ? " " : "", ...timed(one.text))];
    case "said": return [element("p", { class: "prose" }, ...timed(one.text))];
    case "quiet": return [element("p", { class: "quiet" }, one.text)];
    case "rows": return [element("dl", {}, ...one.rows.map(([term, value]) =>
      element("div", {}, element("dt", {}, element("bdi", {}, term)), element("dd", { class: one.exact ? "exact" : "" }, element("bdi", {}, value)))))];
    case "exact": return [element("pre", { tabindex: 0 }, one.text)];
    case "table": return [element("div", { class: "scrolls" }, table(one, comfort))];
    case "drawing": return [drawn(one)];
    case "fold": return [folded(one, comfort)];
    default: return [];
  }
}
export default function ({ parentElement, data }) {
  redraw(mount(parentElement), data, () => data.blocks.flatMap((one) => block(one, data)));
}
