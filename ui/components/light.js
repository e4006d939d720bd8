const MOST_ROWS = 100_000; // Longer tables stay on the disk; the cursor then tells the time alone.

function show(file) {
  if (file) window.dispatchEvent(new CustomEvent("verify-show", { detail: file }));
}
function clock(time_s) {
  const ms = Math.round(time_s * 1000), two = (value) => String(value).padStart(2, "0");
  const hours = Math.floor(ms / 3_600_000), minutes = Math.floor(ms / 60_000) % 60;
  const rest = `${two(Math.floor(ms / 1000) % 60)}.${String(ms % 1000).padStart(3, "0")}`;
  return hours ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}
// Our own drawing, made by the report's code; no script in it could run under the page's policy.
async function drawing(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`the curve did not come (${answer.status})`);
  const parsed = new DOMParser().parseFromString(await answer.text(), "image/svg+xml").documentElement;
  const svg = document.importNode(parsed, true);
  svg.setAttribute("width", "100%");
  return svg;
}
async function brightness(address) {
  const answer = await fetch(address);
  if (!answer.ok) return [];
  const [head, ...lines] = (await answer.text()).trim().split("\n");
  const names = head.trim().split(","), [frame, time, luma] = ["frame", "time_s", "luma_mean"].map((name) => names.indexOf(name));
  return lines.map((line) => line.split(",")).map((cells) => ({ frame: cells[frame], time_s: +cells[time], luma: +cells[luma] }));
}
function shownAt(rows, time_s) {
  let low = 0, high = rows.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (rows[middle].time_s <= time_s) low = middle; else high = middle - 1;
  }
  return rows[low];
}
function nearest(pictures, time_s) {
  return pictures.reduce((best, one) => Math.abs(one.time_s - time_s) < Math.abs(best.time_s - time_s) ? one : best, pictures[0]);
}
function plot(data) {
  const reading = element("output", { class: "reading figure" });
  const cursor = element("div", { class: "cursor", hidden: true });
  const box = element("div", { class: "plot" }, cursor);
  let rows = null, at_s = null;
  function timeAt(event) {
    const { left, width } = box.getBoundingClientRect(), inset = data.inset_percent / 100;
    const share = ((event.clientX - left) / width - inset) / (1 - 2 * inset);
    return share < 0 || share > 1 ? null : share * data.span_s;
  }
  function read() {
    cursor.hidden = at_s === null;
    const row = at_s === null ? undefined : shownAt(rows ?? [], at_s);
    if (row) reading.textContent = `${clock(row.time_s)}   frame ${row.frame}   mean luma ${row.luma.toFixed(1)}`;
    else reading.textContent = at_s === null ? "" : clock(at_s);
  }
  box.addEventListener("pointerenter", async () => {
    if (rows !== null) return;
    rows = [];
    if (data.frames <= MOST_ROWS) rows = await brightness(data.table);
    read();
  });
  box.addEventListener("pointermove", (event) => {
    at_s = timeAt(event);
    cursor.style.left = `${event.clientX - box.getBoundingClientRect().left}px`;
    read();
  });
  box.addEventListener("pointerleave", () => { at_s = null; read(); });
  box.addEventListener("click", (event) => {
    const time_s = timeAt(event);
    if (time_s !== null && data.pictures.length) show(nearest(data.pictures, time_s).file);
  });
  drawing(data.curve).then((svg) => box.prepend(svg), (error) => box.prepend(error.message));
  return element("div", {}, box, reading);
}
function row(rise) {
  const open = rise.picture
    ? element("button", { class: "link", type: "button", "aria-label": `Show the frame at ${rise.onset}`, onclick: () => show(rise.picture) }, rise.onset)
    : rise.onset;
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
    const drawn = [element("h2", {}, "Light through time")];
    if (data.curve) drawn.push(plot(data));
    drawn.push(element("p", { class: "quiet" }, data.note));
    const accepted = data.rises.filter((rise) => rise.accepted), others = data.rises.filter((rise) => !rise.accepted);
    if (accepted.length) drawn.push(table(accepted));
    if (others.length)
      drawn.push(element("details", { open: !accepted.length && others.length < 4 },
        element("summary", {}, data.others), table(others)));
    return drawn;
  });
}
