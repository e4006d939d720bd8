const MOST_ROWS = 100_000; // Longer tables stay on the disk; the cursor then tells the time alone.

async function brightness(address) {
  const answer = await fetch(address);
  if (!answer.ok) return [];
  const [head, ...lines] = (await answer.text()).trim().split("\n");
  const names = head.trim().split(","), [frame, time, luma] = ["frame", "time_s", "luma_mean"].map((name) => names.indexOf(name));
  return lines.map((line) => line.split(",")).map((cells) => ({ frame: cells[frame], time_s: +cells[time], luma: +cells[luma] }));
}
// The curve with a cursor that follows the pointer, and a head that the player moves; it tells of what the pointer is at,
// else of the frame on the screen.
function plot(data, choose) {
  const reading = element("output", { class: "reading figure" });
  const cursor = element("div", { class: "cursor", hidden: true }), head = element("div", { class: "cursor head", hidden: true });
  const box = element("div", { class: "plot" }, cursor, head);
  const inset = data.inset_percent / 100;
  let rows = null, at_s = null, shown = null;
  function timeAt(event) {
    const { left, width } = box.getBoundingClientRect();
    const share = ((event.clientX - left) / width - inset) / (1 - 2 * inset);
    return share < 0 || share > 1 ? null : share * data.span_s;
  }
  function read() {
    cursor.hidden = at_s === null;
    const row = rows?.[at_s === null ? shown : lastUpTo(rows.length, (place) => rows[place].time_s, at_s)];
    if (row) reading.textContent = `${clock(row.time_s)}   frame ${row.frame}   mean luma ${row.luma.toFixed(1)}`;
    else reading.textContent = at_s === null ? "" : clock(at_s);
  }
  async function look() {
    if (rows !== null) return;
    rows = [];
    if (data.frames <= MOST_ROWS) rows = await brightness(data.table);
    read();
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
  drawing(data.curve).then((svg) => box.prepend(svg), (error) => box.prepend(error.message));
  return {
    node: element("div", {}, box, reading),
    look,
    follow(time_s, frame) {
      shown = frame;
      if (at_s === null) read();
      head.hidden = false;
      head.style.left = `${100 * (inset + (1 - 2 * inset) * time_s / Math.max(data.span_s, 1e-9))}%`;
    },
  };
}
