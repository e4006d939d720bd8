// Pictures or clips held against one another: a slider between them, one after the other, their difference, side by side.
const MODES = { slider: "Slider", blink: "One, then the other", difference: "Difference", beside: "Side by side" };
// Two swaps are one flash: three flashes a second are too many for some, so no way leads to more than one and a half.
const LEAST_SWAP_MS = 334, SWAPS = { "": "by hand (X)", 2000: "every 2 s", 1000: "every second", 500: "every half second" };
const OFFSET_SETTLED_MS = 300, JUMP_S = 5, STEP_PERCENT = 2;
const comparisons = new WeakMap();

function compare(root, say) {
  let data = null, mode = null, figures = [], decks = [], moves = null, cut = 50, timer = 0, swapped_ms = 0, offsets = 0;
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)");
  const sheet = element("div", { class: "sheet" });
  const handle = element("div", { class: "handle", role: "slider", tabindex: "0", "aria-label": "How much of each is shown", "aria-valuemin": 0, "aria-valuemax": 100, "aria-orientation": "horizontal" });
  const tags = element("div", { class: "tags", "aria-hidden": "true" }, element("bdi", {}), element("bdi", {}));
  const veil = button("Covered. Show it.", "Show the pictures", () => { stage.classList.remove("covered"); node.focus(); }, { class: "veil" });
  const stage = element("div", { class: "stage" }, sheet, handle, tags, veil);
  const choices = element("div", { class: "choices", role: "group", "aria-label": "How to compare" },
    ...Object.entries(MODES).map(([name, text]) => button(text, text, () => setMode(name), { "data-mode": name })));
  const swaps = element("select", { "aria-label": "How often the pictures are swapped", onchange: swapByItself },
    ...Object.entries(SWAPS).map(([every_ms, text]) => element("option", { value: every_ms, selected: every_ms === "1000" }, text)));
  const gain = element("input", { type: "range", min: 1, max: 16, step: 1, value: 4, "aria-label": "How much the difference is amplified", oninput: amplify }), amplified = element("output", { class: "figure" });
  const ofBlink = element("span", { class: "of-mode" }, button("Swap", "Show the other one (X)", swap), swaps);
  const ofDifference = element("label", { class: "of-mode" }, "Amplified ", gain, amplified);
  const looks = element("div", { class: "tools" }, choices, ofBlink, ofDifference);
  const play = button("Play", "Play or pause all (space, K)", () => moves?.toggle());
  const rate = element("select", { "aria-label": "Speed", onchange: () => { if (moves) moves.rate = +rate.value; } }, ...RATES.map((one) => element("option", { value: one, selected: one === 1 }, `${one} ×`)));
  const lead = element("select", { "aria-label": "Whose frames are stepped by", onchange: () => { if (moves) moves.followed = +lead.value; } });
  const bar = element("input", { type: "range", class: "bar", step: "any", "aria-label": "Moment, on the clock of the first", oninput: () => { moves?.pause(); moves?.go(+bar.value); } });
  const tools = element("div", { class: "tools" }, play, button("−1", "One frame back (comma)", () => moves?.step(-1)), button("+1", "One frame on (full stop)", () => moves?.step(1)), rate, element("label", {}, "Frames of ", lead), bar);
  const lines = element("div", { class: "lines" }), said = element("p", { class: "quiet", role: "status" });
  const node = element("div", { class: "compare", tabindex: "0", role: "group" }, looks, stage, tools, lines, said);

  function setMode(name) {
    mode = name;
    stage.dataset.mode = name;
    for (const one of choices.children) one.setAttribute("aria-pressed", String(one.dataset.mode === name));
    ofBlink.hidden = name !== "blink"; ofDifference.hidden = name !== "difference"; handle.hidden = name !== "slider";
    show(0); amplify(); setCut(cut); swapByItself();
  }
  function setCut(percent) {
    cut = Math.max(0, Math.min(100, percent));
    stage.style.setProperty("--cut", `${cut}%`);
    handle.setAttribute("aria-valuenow", String(Math.round(cut)));
    handle.setAttribute("aria-valuetext", `${Math.round(cut)} %: left of it ${data?.sides[0].name}, right of it ${data?.sides[1].name}`);
  }
  function amplify() { amplified.textContent = ` ${gain.value} ×`; sheet.style.filter = mode === "difference" && gain.value > 1 ? `brightness(${gain.value})` : ""; }
  function show(place) { stage.dataset.shown = String(place); }
  function swap() {
    const now_ms = performance.now();
    if (now_ms - swapped_ms < LEAST_SWAP_MS) return;
    swapped_ms = now_ms;
    show(1 - Number(stage.dataset.shown));
  }
  function swapByItself() {
    clearInterval(timer);
    if (isCalm.matches) swaps.value = "";
    if (mode !== "blink" || !swaps.value) return;
    timer = setInterval(() => { if (!root.isConnected) clearInterval(timer); else if (!stage.classList.contains("covered")) swap(); }, +swaps.value);
  }
  function drag(event) {
    const { left, width } = stage.getBoundingClientRect();
    setCut(100 * (event.clientX - left) / width);
  }
  stage.addEventListener("pointerdown", (event) => {
    if (mode !== "slider" || event.target === veil) return;
    stage.setPointerCapture(event.pointerId); drag(event); handle.focus({ preventScroll: true }); event.preventDefault();
  });
  stage.addEventListener("pointermove", (event) => { if (stage.hasPointerCapture(event.pointerId)) drag(event); });
  handle.addEventListener("keydown", (event) => {
    const moved = { ArrowLeft: cut - STEP_PERCENT, ArrowDown: cut - STEP_PERCENT, ArrowRight: cut + STEP_PERCENT, ArrowUp: cut + STEP_PERCENT, PageDown: cut - 10, PageUp: cut + 10, Home: 0, End: 100 }[event.key];
    if (moved === undefined) return;
    event.preventDefault(); event.stopPropagation();
    setCut(moved);
  });
  const KEYS = {
    " ": () => moves?.toggle(), k: () => moves?.pause(), ",": () => moves?.step(-1), ".": () => moves?.step(1),
    ArrowLeft: () => jump(-JUMP_S), ArrowRight: () => jump(JUMP_S), Home: () => jump(-Infinity), End: () => jump(Infinity), x: () => { if (mode === "blink") swap(); },
  };
  function jump(by_s) { moves?.pause(); moves?.go(moves.moment_s + by_s); }
  node.addEventListener("keydown", (event) => {
    const typed = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const isControl = event.target.closest?.("select, button, input") && !",.xk".includes(typed), isWriting = event.target.matches?.("input[type=number]");
    if (!KEYS[typed] || isControl || isWriting || (typed === "x" && event.repeat) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault(); event.stopPropagation();
    KEYS[typed]();
  });
  // What the second picture has to undergo to lie over the first; places are shares of the longest side of either.
  function fit(figure, side) {
    const media = figure.querySelector("img, video"), width = media.naturalWidth || media.videoWidth, height = media.naturalHeight || media.videoHeight;
    if (!width || !height) return;
    const box = media.parentElement.style, longest = Math.max(width, height);
    if (figure === figures[0]) { stage.style.setProperty("--ratio", String(width / height)); stage.style.setProperty("--long", width >= height ? "100cqw" : "100cqh"); }
    if (!side.laid) return;
    const [a, b, c, d, e, f] = side.laid;
    figure.classList.add("laid");
    box.setProperty("--w", String(width / longest)); box.setProperty("--h", String(height / longest));
    box.setProperty("--move", `translate(calc(${e} * var(--long)), calc(${f} * var(--long))) matrix(${a}, ${b}, ${c}, ${d}, 0, 0)`);
  }
  function figureOf(side, media) {
    const figure = element("figure", {}, element("div", { class: "fit" }, media), element("figcaption", {}, element("bdi", {}, side.name)));
    for (const loaded of ["load", "loadedmetadata"]) media.addEventListener(loaded, () => fit(figure, side));
    return figure;
  }
  function place(one) {
    const time_s = timeIn(one, moves.moment_s);
    if (isRunning(one, moves.moment_s)) { const frame = one.steps.shown; return `${clock(one.times[frame])}  frame ${frame} of ${one.times.length - 1}`; }
    return time_s < one.times[0] ? "not begun yet" : "over";
  }
  function tell() {
    bar.value = String(moves.moment_s); bar.setAttribute("aria-valuetext", clock(Math.max(0, moves.moment_s)));
    decks.forEach((one, at) => { one.where.textContent = place(one); figures[at].classList.toggle("not-running", !isRunning(one, moves.moment_s)); });
    node.dataset.frames = decks.every((one) => one.steps.isThere) && !moves.playing ? decks.map((one) => one.steps.shown).join(",") : "";
  }
  function lineOf(one, at) {
    one.where = element("output", { class: "figure", "aria-live": "off" });
    const line = element("div", { class: "line" }, element("bdi", {}, one.side.name), one.where);
    if (!at || !data.adjustable) return line;
    const field = element("input", { type: "number", step: "any", value: one.offset_s.toFixed(4), "aria-label": `Offset of ${one.side.name}, seconds`, onchange: () => shift(one, Number(field.value)) });
    const nudge = (by) => { moves.pause(); const frame = frameAt(one, moves.moment_s) + by; if (one.times[frame] !== undefined) shift(one, one.times[frame] - one.side.pace * moves.moment_s); };
    one.field = field; one.whose = element("span", { class: "whose" });
    line.append(element("span", { class: "tools" }, element("label", {}, "Offset ", field, " s"), button("◂ frame", "Its frame before, at the same moment", () => nudge(-1)), button("frame ▸", "Its next frame, at the same moment", () => nudge(1)),
      one.side.found_s === null ? null : button("As found", "Go back to the offset that was found", () => shift(one, one.side.found_s)), one.whose));
    tellWhose(one);
    return line;
  }
  function tellWhose(one) {
    const { found_s } = one.side, isFound = found_s !== null && Math.abs(one.offset_s - found_s) < 5e-5;
    one.whose.textContent = isFound ? "as found" : found_s === null ? "yours; none was found" : `yours; ${found_s.toFixed(4).replace("-", "−")} s was found`;
  }
  function shift(one, offset_s) {
    if (!Number.isFinite(offset_s)) return;
    moves.pause();
    one.offset_s = offset_s; one.field.value = offset_s.toFixed(4); tellWhose(one); moves.go(moves.moment_s); span();
    clearTimeout(offsets);
    offsets = setTimeout(() => say("offsets", decks.map(({ offset_s }) => offset_s)), OFFSET_SETTLED_MS);
  }
  function span() { bar.min = String(moves.first_s()); bar.max = String(moves.last_s()); bar.value = String(moves.moment_s); }
  function build() {
    for (const one of decks) { one.video.pause(); one.video.removeAttribute("src"); one.video.load(); }
    decks = []; moves = null; delete node.dataset.frames;
    const isClips = data.sides.every((side) => side.times);
    if (isClips) decks = data.sides.map((side) => deck(side, () => { if (moves) tell(); }, (bad) => { said.textContent = `This browser cannot play ${bad.name}.`; say("unplayable", bad.src); }));
    figures = data.sides.map((side, at) => figureOf(side, isClips ? decks[at].video : element("img", { src: side.src, alt: side.alt })));
    sheet.replaceChildren(...figures);
    tags.children[0].textContent = data.sides[0].name; tags.children[1].textContent = data.sides[1].name;
    tools.hidden = lines.hidden = !isClips; looks.hidden = data.sides.length > 2;
    node.setAttribute("aria-label", `${data.label}${isClips ? ": space plays, comma and full stop step by frames" : ""}`);
    lead.replaceChildren(...data.sides.map((side, at) => element("option", { value: at }, side.name)));
    lines.replaceChildren(...decks.map(lineOf));
    if (isClips) Promise.all(decks.map((one) => one.ready)).then(() => {
      const ours = decks;
      moves = transport(ours, tell, (playing) => { play.textContent = playing ? "Pause" : "Play"; });
      moves.rate = +rate.value;
      moves.go(data.at_s ?? 0); span();
    }, (error) => { said.textContent = error.message; });
    setMode(data.sides.length > 2 ? "beside" : mode ?? data.mode);
  }
  return {
    node,
    update(now) {
      const before = data;
      data = now;
      for (const name of ["blur", "grey", "dimmed"]) stage.classList.toggle(name, data[name]);
      if (before?.cover !== data.cover) stage.classList.toggle("covered", data.cover);
      // Offsets and the moment are taken once: what comes later is an echo of what was set here, and may be late.
      const built = ({ sides, adjustable }) => JSON.stringify([sides.map(({ offset_s, ...side }) => side), adjustable]);
      if (!before || built(before) !== built(data)) build();
      if (before?.note !== data.note) said.textContent = data.note ?? "";
    },
  };
}
export default function ({ parentElement, data, setStateValue }) {
  const root = mount(parentElement);
  if (!comparisons.has(root)) {
    const made = compare(root, (name, value) => setStateValue(name, value));
    comparisons.set(root, made);
    root.append(made.node);
  }
  comparisons.get(root).update(data);
}
