const SETTLED_MS = 300, MOST_LOOPS = 20;
const LOOP_RATE = 0.25, LOOP_LEAD_S = 0.4, LOOP_TAIL_S = 1.0, SKIP_S = 5;
const BOX_STEPS = 50, WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const players = new WeakMap();

function player(root, say) {
  let data = null, times = null, steps = null, loop = null, mark = {}, reverse = null, heard = false, told = false;
  const video = element("video", { playsinline: true, preload: "auto", tabindex: "-1" });
  const sheet = element("canvas", { class: "box", hidden: true, tabindex: "0", role: "application", "aria-label": "Box on the picture: arrow keys move it, with Shift they change its size, Enter takes it" });
  const veil = element("div", { class: "veil" });
  const picture = element("div", { class: "picture" }, video, sheet, veil);
  const where = element("output", { class: "where figure", "aria-live": "off" });
  const said = element("p", { class: "quiet said", role: "status" });
  const rate = element("select", { "aria-label": "Speed", onchange: () => setRate(+rate.value) },
    ...RATES.map((one) => element("option", { value: one, selected: one === 1 }, `${one} ×`)));
  const play = button("Play", "Play or pause (space, K)", toggle);
  const loops = button("Loop", "Loop around this flash at a quarter of its speed (O)", () => loopAround());
  const sound = button("Sound", "Sound on or off, at usual speed only (M)", listen, { "aria-pressed": "false" });
  const clear = button("Clear", "Forget stretch and box (Escape)", clearMark, { hidden: true });
  const tools = element("div", { class: "tools" },
    play, button("−1", "One frame back (comma)", () => step(-1)), button("+1", "One frame on (full stop)", () => step(1)),
    button("◂ flash", "Flash before this ([)", () => flash(-1)), button("flash ▸", "Next flash (])", () => flash(1)), loops, rate, sound,
    button("From", "A stretch begins at this frame (I)", () => range("from_frame")), button("To", "The stretch ends at this frame (U)", () => range("to_frame")),
    button("Box", "Mark a box on the picture (B)", drawBox), clear,
    button("Copy link", "Copy the address of this frame", copyLink), button("Large", "Fill the screen (F)", fill), where);
  const list = element("div", { class: "list" }), stage = element("div", { class: "stage" }, picture, tools, said, list);
  const curveBox = element("div", {}), lanes = element("div", { class: "lanes" }), help = element("p", { class: "quiet" });
  const reading = element("details", {}, element("summary", {}, "How to read this, and the keys"), help);
  const node = element("div", { class: "player", tabindex: "0", role: "group", "aria-label": "Player: space plays, comma and full stop step by frames, brackets go from flash to flash" },
    stage, element("h2", { class: "unseen" }, "Light through time"), curveBox, lanes, reading);
  let curve = null;

  function setRate(value) { video.defaultPlaybackRate = value; if (steps) steps.rate = value; else video.playbackRate = value; rate.value = value; video.muted = !(heard && value === 1); }
  function listen() { heard = !heard && data.has_sound; sound.setAttribute("aria-pressed", String(heard)); setRate(+rate.value); }
  function fill() { if (document.fullscreenElement) document.exitFullscreen(); else node.requestFullscreen(); }
  // What a clip may do to who watches it is said before it is seen.
  function guard() {
    const { guard: asks } = data;
    picture.classList.toggle("covered", Boolean(asks)); picture.classList.toggle("dimmed", Boolean(asks?.dims));
    setRate(asks?.dims ? LOOP_RATE : 1);
    const open = (dims) => { picture.classList.remove("covered"); picture.classList.toggle("dimmed", dims); setRate(dims ? LOOP_RATE : 1); node.focus(); };
    const choice = (text, dims) => element("button", { type: "button", onclick: () => open(dims) }, text);
    veil.replaceChildren(...(asks ? [...asks.lines.map((line) => element("p", {}, line)),
      ...(asks.dims ? [choice("Show it dimmed, at a quarter of its speed", true), choice("Show it as it is", false)] : [choice("Show", false)])] : []));
  }
  function stop() { loop = null; loops.setAttribute("aria-pressed", "false"); cancelAnimationFrame(reverse); reverse = null; }
  function pause() { steps?.pause(); }
  function toggle() { if (steps?.isPlaying) pause(); else steps?.play(); }
  function step(by) { stop(); pause(); steps?.seek(steps.frame + by); }
  function seek(frame) { stop(); steps?.seek(frame); }
  function flash(by) {
    const onsets = data.events.map((one) => one.onset_frame).sort((a, b) => a - b);
    const next = by > 0 ? onsets.find((one) => one > steps.frame) : onsets.findLast((one) => one < steps.frame);
    if (next === undefined) { tell(onsets.length ? "No further flash this way." : "No flash was accepted in this clip."); return; }
    pause(); seek(next);
  }
  function loopAround() {
    if (loop) { stop(); pause(); return; }
    const at_s = times[steps.frame];
    const event = data.events.reduce((best, one) => !best || Math.abs(one.onset_s - at_s) < Math.abs(best.onset_s - at_s) ? one : best, null);
    const from_s = (event?.onset_s ?? at_s) - LOOP_LEAD_S, to_s = (event?.end_s ?? event?.onset_s ?? at_s) + LOOP_TAIL_S;
    loop = { from: nearestFrame(times, Math.max(0, from_s)), to: nearestFrame(times, to_s), left: MOST_LOOPS };
    loops.setAttribute("aria-pressed", "true");
    setRate(LOOP_RATE); steps.seek(loop.from); steps.play();
  }
  function backwards() {
    stop(); pause();
    const from_s = times[steps.frame], began = performance.now();
    const pace = Math.max(1, +rate.value);
    (function turn(now) {
      const time_s = from_s - pace * Math.max(0, now - began) / 1000;
      if (steps.isThere) steps.seek(nearestFrame(times, Math.max(0, time_s)));
      reverse = time_s > 0 ? requestAnimationFrame(turn) : null;
    })(began);
  }
  function forwards() { stop(); if (steps.isPlaying) setRate(RATES[Math.min(RATES.length - 1, RATES.indexOf(+rate.value) + 1)]); steps.play(); }
  function tell(text) { said.textContent = text; }
  // That it stands at its beginning goes without saying: what comes unasked may overtake a click that leads to another page.
  function tellPlace() {
    if (!steps || steps.isPlaying || (!told && !steps.shown && !Object.keys(mark).length)) return;
    told = true;
    say("at", { ...mark, frame: steps.shown, time_s: times[steps.shown] });
  }
  const settle = oncePaused(root, SETTLED_MS, tellPlace);
  function shownFrame(frame) {
    where.textContent = `${clock(times[frame])}  frame ${frame} of ${times.length - 1}`;
    node.dataset.frame = frame;
    curve?.follow(times[frame], frame);
    if (loop && frame >= loop.to) {
      if (--loop.left <= 0) { stop(); pause(); tell(`Stopped after ${MOST_LOOPS} loops.`); } else steps.seek(loop.from);
    }
    settle();
  }
  function range(end) {
    mark = { ...mark, [end]: steps.shown, [end.replace("frame", "s")]: times[steps.shown] };
    tellMark(); shownFrame(steps.shown);
  }
  function boxWords(box) { return `Box ${box.join(", ")} px (left, top, width, height).`; }
  function tellMark() {
    const stretch = mark.from_s !== undefined || mark.to_s !== undefined
      ? `Stretch ${mark.from_s === undefined ? "…" : clock(mark.from_s)} to ${mark.to_s === undefined ? "…" : clock(mark.to_s)}.` : "";
    clear.hidden = !stretch && !mark.box;
    tell([stretch, mark.box ? boxWords(mark.box) : ""].filter(Boolean).join(" "));
  }
  function clearMark() {
    const hadFocus = [sheet, clear].includes(root.getRootNode().activeElement);
    mark = {}; sheet.hidden = clear.hidden = true; tell("");
    if (hadFocus) node.focus({ preventScroll: true });
    if (steps) shownFrame(steps.shown);
  }
  // Begins with the box that was marked, else with one in the middle; it counts once it was taken, or drawn.
  let offered = null;
  function showSheet() { sheet.width = video.videoWidth; sheet.height = video.videoHeight; sheet.hidden = false; }
  function drawBox() {
    if (picture.classList.contains("covered")) { tell("Show the picture first."); return; }
    stop(); pause();
    showSheet();
    const { width, height } = sheet;
    offered = mark.box ?? [width / 4, height / 4, width / 2, height / 2].map(Math.round);
    outline(offered, !mark.box);
    sheet.focus({ preventScroll: true });
    tell("Draw a box with the pointer, or move this one: arrow keys move it, with Shift they change its size, with Ctrl by single pixels. Enter takes it, Escape forgets it.");
  }
  function moved([left, top, width, height], [x, y], by_px, isSize) {
    const held = (value, least, most) => Math.max(least, Math.min(most, value));
    if (isSize) return [left, top, held(width + x * by_px, 1, sheet.width - left), held(height + y * by_px, 1, sheet.height - top)];
    return [held(left + x * by_px, 0, sheet.width - width), held(top + y * by_px, 0, sheet.height - height), width, height];
  }
  sheet.addEventListener("keydown", (event) => {
    const way = WAYS[event.key];
    if (!way && event.key !== "Enter") return;
    event.preventDefault(); event.stopPropagation();
    if (!way) { mark = { ...mark, box: offered }; outline(offered); tellMark(); shownFrame(steps.shown); node.focus({ preventScroll: true }); return; }
    const by_px = event.ctrlKey || event.altKey ? 1 : Math.max(1, Math.round(Math.max(sheet.width, sheet.height) / BOX_STEPS));
    offered = moved(offered, way, by_px, event.shiftKey);
    outline(offered, true);
    tell(`${boxWords(offered)} Enter takes it.`);
  });
  function outline(box, isOffered = false) {
    const ink = sheet.getContext("2d");
    ink.clearRect(0, 0, sheet.width, sheet.height);
    ink.setLineDash(isOffered ? [sheet.width / 80, sheet.width / 80] : []);
    ink.lineWidth = Math.max(2, sheet.width / 320); ink.strokeStyle = "#ffb454"; ink.strokeRect(...box);
  }
  let corner = null;
  function place(event) {
    const { left, top, width, height } = sheet.getBoundingClientRect();
    const held = (value, most) => Math.max(0, Math.min(most, Math.round(value)));
    return [held((event.clientX - left) / width * sheet.width, sheet.width), held((event.clientY - top) / height * sheet.height, sheet.height)];
  }
  sheet.addEventListener("pointerdown", (event) => { corner = place(event); sheet.setPointerCapture(event.pointerId); });
  sheet.addEventListener("pointermove", (event) => {
    if (!corner) return;
    const here = place(event);
    const box = [Math.min(corner[0], here[0]), Math.min(corner[1], here[1]), Math.abs(here[0] - corner[0]), Math.abs(here[1] - corner[1])];
    outline(box);
    if (box[2] && box[3]) { mark = { ...mark, box }; offered = box; }
  });
  sheet.addEventListener("pointerup", () => { corner = null; tellMark(); shownFrame(steps.shown); });
  function hasStretch() { return mark.to_s > mark.from_s; }
  async function copyLink() {
    const at = hasStretch() ? `time=${mark.from_s.toFixed(6)}&until=${mark.to_s.toFixed(6)}` : `frame=${steps.shown}`;
    const link = `${location.origin}${data.link}&${at}${mark.box ? `&box=${mark.box}` : ""}`;
    const what = [hasStretch() ? "stretch" : "", mark.box ? "box" : ""].filter(Boolean).join(" and ") || "frame";
    try { await navigator.clipboard.writeText(link); tell(`Copied the address of this ${what}.`); } catch { tell(link); }
  }
  // What an address asks for is shown as if it had just been marked; what does not fit the clip is left out.
  function open() {
    const { frame, at_s, until_s, box } = data;
    if (frame === null && at_s === null) return;
    const first = Math.min(frame ?? nearestFrame(times, at_s), times.length - 1);
    steps.seek(first);
    const last = until_s === null || until_s > data.span_s ? first : nearestFrame(times, until_s);
    const stretch = last > first ? { from_frame: first, from_s: times[first], to_frame: last, to_s: times[last] } : {};
    const fits = box && box[0] + box[2] <= video.videoWidth && box[1] + box[3] <= video.videoHeight;
    mark = { ...stretch, ...(fits ? { box } : {}) };
    sheet.hidden = !fits;
    if (fits) { showSheet(); outline(box); }
    if (fits || last > first) { tellMark(); settle(); }
  }
  const KEYS = {
    " ": toggle, k: () => { stop(); pause(); setRate(1); }, l: forwards, j: backwards, ",": () => step(-1), ".": () => step(1),
    "[": () => flash(-1), "]": () => flash(1), o: loopAround, m: listen, f: fill, i: () => range("from_frame"), u: () => range("to_frame"), b: drawBox, Escape: clearMark,
    ArrowLeft: () => seek(nearestFrame(times, times[steps.frame] - SKIP_S)), ArrowRight: () => seek(nearestFrame(times, times[steps.frame] + SKIP_S)),
    Home: () => seek(0), End: () => seek(times.length - 1),
  };
  node.addEventListener("keydown", (event) => {
    const typed = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const isControl = event.target.closest?.("select, button, summary") && [" ", "ArrowLeft", "ArrowRight"].includes(event.key)
      || event.target.matches?.("select") && ["Home", "End"].includes(event.key);
    if (!KEYS[typed] || !steps || isControl || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault(); event.stopPropagation();
    KEYS[typed]();
  });
  // What the curve tells of a frame is asked for once somebody goes from one to the next.
  node.addEventListener("focusin", () => curve?.look());
  for (const name of ["play", "pause"]) video.addEventListener(name, () => { play.textContent = steps?.isPlaying ? "Pause" : "Play"; });
  video.addEventListener("pause", () => { if (steps) shownFrame(steps.shown); });
  video.addEventListener("ended", stop);
  video.addEventListener("loadedmetadata", () => stage.style.setProperty("--ratio", video.videoWidth / video.videoHeight));
  video.addEventListener("error", () => {
    if (!video.getAttribute("src")) return;
    tell("This browser cannot play the file. A copy that it can play is made; measurements are of the file as received.");
    say("unplayable", data.src);
  });
  window.addEventListener("verify-seek", ({ detail }) => {
    if (!root.isConnected) return;
    if (steps) { pause(); seek(detail.frame ?? nearestFrame(times, detail.time_s)); node.focus({ preventScroll: true }); node.scrollIntoView({ block: "nearest" }); }
    else if (detail.file) window.dispatchEvent(new CustomEvent("verify-show", { detail: detail.file }));
  });
  function lane(name, ticks) {
    if (!ticks.length) return null;
    const at = (time_s) => `left:${100 * Math.min(1, time_s / Math.max(data.span_s, 1e-9))}%`;
    const row = element("div", { class: "ticks", role: "toolbar", "aria-label": name, style: `left:${data.inset_percent}%;right:${data.inset_percent}%` }, ...ticks.map((tick) => element("button", {
      type: "button", class: "tick", style: at(tick.time_s), title: tick.text, "aria-label": tick.text,
      onclick: () => { pause(); if (times) seek(nearestFrame(times, tick.time_s)); } })));
    roving(row);
    return element("div", { class: "lane" }, element("span", { class: "quiet", "aria-hidden": "true" }, name), row);
  }
  function happened(one) {
    const go = element("button", { type: "button", class: "link figure", "aria-label": `Show ${one.time}: ${one.text}`, onclick: () => { if (!steps) leadTo(one); else { pause(); seek(one.frame ?? nearestFrame(times, one.time_s)); } } }, one.time);
    return element("li", {}, one.number ? element("span", { class: "badge" }, one.number) : null,
      element("span", {}, go, one.error ? element("small", { class: "figure" }, ` ${one.error}`) : null, element("span", { class: "what" }, one.text)));
  }
  function listed({ title, note, rows }) {
    return [element("h2", {}, title), rows.length ? element("ol", {}, ...rows.map(happened)) : null, note ? element("p", { class: "quiet" }, note) : null].filter(Boolean);
  }
  // More was found meanwhile: who stands at something of the list goes on standing there.
  function relist(parts) {
    const at = root.getRootNode().activeElement, name = list.contains(at) ? at.getAttribute("aria-label") : null;
    list.replaceChildren(...parts);
    if (name) [...list.querySelectorAll("button")].find((one) => one.getAttribute("aria-label") === name)?.focus({ preventScroll: true });
  }
  return {
    node,
    update(now) {
      const before = data;
      data = now;
      picture.classList.toggle("blur", data.blur); picture.classList.toggle("grey", data.grey);
      const isOther = (name) => JSON.stringify(before?.[name]) !== JSON.stringify(data[name]);
      if (!before || isOther("guard")) guard();
      sound.hidden = !data.has_sound;
      stage.classList.toggle("upright", data.ratio < 1);
      stage.style.setProperty("--ratio", data.ratio);
      if (isOther("happened")) relist(data.happened.flatMap(listed));
      help.textContent = data.help;
      if (before?.curve !== data.curve) {
        curve = data.curve ? plot(data, (time_s) => { if (times && steps) { pause(); seek(nearestFrame(times, time_s)); } }) : null;
        curveBox.replaceChildren(...(curve ? [curve.node] : []));
      }
      if (isOther("lanes"))
        lanes.replaceChildren(...data.lanes.map((one) => lane(one.name, one.ticks)).filter(Boolean));
      if (before?.note !== data.note) tell(data.note ?? "");
      if (before?.src === data.src) { if (["frame", "at_s", "until_s", "box"].some(isOther) && steps) open(); return; }
      steps?.end();
      steps = times = null;
      picture.hidden = tools.hidden = !data.src;
      stage.classList.toggle("pictureless", !data.src);
      if (!data.src) { video.removeAttribute("src"); return; }
      frameTimes(data.times).then((found) => {
        times = found;
        steps = stepper(video, times, shownFrame);
        // How large the picture is, only the file says.
        video.addEventListener("loadedmetadata", open, { once: true });
        video.src = data.src;
      }, (error) => tell(error.message));
    },
  };
}
export default function ({ parentElement, data, setStateValue }) {
  const root = mount(parentElement);
  if (!players.has(root)) {
    const made = player(root, (name, value) => setStateValue(name, value));
    players.set(root, made);
    root.append(made.node);
  }
  players.get(root).update(data);
}
