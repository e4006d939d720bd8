// The rises in light, one a row. Its onset leads the player there; without a player, to its picture.
function lead(rise) {
  window.dispatchEvent(new CustomEvent("verify-seek", { detail: { frame: rise.frame_number, file: rise.picture } }));
}
function row(rise) {
  const open = element("button", { class: "link", type: "button", "aria-label": `Show the frame at ${rise.onset}`, onclick: () => lead(rise) }, rise.onset);
  return element("tr", {},
    element("td", {}, element("span", { class: rise.accepted ? "badge" : "badge hollow" }, String(rise.number))),
    element("td", { class: "figure", "data-label": "Onset" }, open, element("small", {}, rise.error), element("small", {}, rise.frame)),
    element("td", { class: "figure", "data-label": "Peak" }, rise.peak, element("small", {}, rise.rise)),
    element("td", { class: "figure", "data-label": "Half-life" }, rise.half_life),
    element("td", { class: "figure", "data-label": "Picture lit" }, rise.area),
    element("td", { class: "why" }, element("strong", {}, rise.what), ` ${rise.why}`,
      rise.hints.length ? element("ul", {}, ...rise.hints.map((hint) => element("li", {}, hint))) : null));
}
function table(rises) {
  const heads = ["No.", "Onset", "Peak", "Half-life", "Picture lit", "What the light did, and why we say so"];
  return element("table", {}, element("thead", {}, element("tr", {}, ...heads.map((text) => element("th", { scope: "col" }, text)))),
    element("tbody", {}, ...rises.map(row)));
}
export default function ({ parentElement, data }) {
  redraw(mount(parentElement), data, () => {
    const drawn = [element("h2", {}, "Rises in light"), element("p", { class: "quiet" }, data.note)];
    const accepted = data.rises.filter((rise) => rise.accepted), others = data.rises.filter((rise) => !rise.accepted);
    if (accepted.length) drawn.push(table(accepted));
    if (others.length)
      drawn.push(element("details", { open: !accepted.length && others.length < 4 },
        element("summary", {}, data.others), table(others)));
    return drawn;
  });
}
