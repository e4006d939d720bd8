const MOST_ROWS = 100_000; // Longer tables stay on the disk; the cursor then tells the time alone.
const PAGES = 20, BLIND_STEPS = 1000; // A page is a twentieth of the clip; without a table a step is a thousandth.

async function brightness(address) {
  const answer = await fetch(address);
  if (!answer.ok) return [];
  const [head, ...lines] = (await answer.text()).trim().split("\n");
  const names = head.trim().split(","), [frame, time, luma] = ["frame", "time_s", "luma_mean"].map((name) => names.indexOf(name));
  return lines.map((line) => line.split(",")).map((cells) => ({ frame: cells[frame], time_s: +cells[time], luma: +cells[luma] }));
}
// The curve with a cursor that follows the pointer or the arrow keys, and a head that the player moves; it tells of what
// the cursor is at, else of the frame on the screen.
function plot(data, choose) {
  const reading = element("output", { class: "reading figure" });
  const cursor = element("div", { class: "cursor", hidden: true }), head = element("div", { class: "cursor head", hidden: true });
  const reader = element("div", { class: "reader", role: "slider", tabindex: "0", "aria-label": "Place on the curve: arrow keys move it by frames, Enter shows that frame", "aria-valuemin": 0, "aria-valuemax": data.span_s, "aria-valuenow": 0, "aria-valuetext": clock(0), style: `left:${data.inset_percent}%;right:${data.inset_percent}%` });
  const box = element("div", { class: "plot" }, cursor, head, reader);
  const inset = data.inset_percent / 100;
  let rows = null, looked = null, at_s = null, shown = null, shown_s = 0;
  function timeAt(event) {
    const { left, width } = box.getBoundingClientRect();
    const share = ((event.clientX - left) / width - inset) / (1 - 2 * inset);
    return share < 0 || share > 1 ? null : share * data.span_s;
  }
  const left = (time_s) => `${100 * (inset + (1 - 2 * inset) * time_s / Math.max(data.span_s, 1e-9))}%`;
  const rowAt = (time_s) => lastUpTo(rows.length, (place) => rows[place].time_s, time_s);
  function read() {
    cursor.hidden = at_s === null;
    const row = rows?.[at_s === null ? shown : rowAt(at_s)];
    if (row) reading.textContent = `${clock(row.time_s)}   frame ${row.frame}   mean luma ${row.luma.toFixed(1)}`;
    else reading.textContent = at_s === null ? "" : clock(at_s);
    reader.setAttribute("aria-valuenow", at_s ?? shown_s);
    reader.setAttribute("aria-valuetext", row ? `${clock(row.time_s)}, frame ${row.frame}, mean luma ${row.luma.toFixed(1)}` : clock(at_s ?? shown_s));
  }
  async function move(by, pages) {
    await look();
    const last = rows?.length ? rows.length - 1 : BLIND_STEPS, per_s = data.span_s / BLIND_STEPS;
    const here = at_s ?? shown_s, from = rows?.length ? rowAt(here) : here / per_s;
    const to = Math.max(0, Math.min(last, from + by + pages * Math.max(1, Math.round(last / PAGES))));
    at_s = rows?.length ? rows[to].time_s : to * per_s;
    cursor.style.left = left(at_s);
    read();
  }
  // Where no table comes the time alone is told, too.
  function look() {
    looked ??= (data.frames <= MOST_ROWS ? brightness(data.table).catch(() => []) : Promise.resolve([])).then((found) => { rows = found; read(); });
    return looked;
  }
  box.addEventListener("pointerenter", look);
  box.addEventListener("pointermove", (event) => {
    at_s = timeAt(event);
    cursor.style.left = `${event.clientX - box.getBoundingClientRect().left}px`;
    read();
  });
  box.addEventListener("pointerleave", () => { at_s = null; read(); });
  box.addEventListener("click", (event) => {
    const time_s = timeAt(event);
    if (time_s !== null) choose(time_s);
  });
  // What the slider says of its value is said once, not by the line below it, too.
  reader.addEventListener("focus", () => reading.setAttribute("aria-live", "off"));
  reader.addEventListener("blur", () => { at_s = null; reading.removeAttribute("aria-live"); read(); });
  reader.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: [-1, 0], ArrowDown: [-1, 0], ArrowRight: [1, 0], ArrowUp: [1, 0], PageDown: [0, -1], PageUp: [0, 1], Home: [-Infinity, 0], End: [Infinity, 0] }[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // A key of the player: the cursor goes along with it again.
    if (event.key.length === 1) { at_s = null; read(); }
    if (!way && event.key !== "Enter") return;
    event.preventDefault(); event.stopPropagation();
    if (way) move(...way); else choose(at_s ?? shown_s);
  });
  drawing(data.curve).then((svg) => box.prepend(svg), (error) => box.prepend(error.message));
  return {
    node: element("div", {}, box, reading),
    look,
    follow(time_s, frame) {
      shown = frame; shown_s = time_s;
      if (at_s === null) read();
      head.hidden = false;
      head.style.left = left(time_s);
    },
  };
}
