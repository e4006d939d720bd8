// Which frame is on the screen the browser says (requestVideoFrameCallback); when a frame is shown the
// table of PTS says. No number of a frame is ever computed from a rate.
const PATIENCE_MS = 250, MOST_TRIES = 8;
const RATES = [0.1, 0.25, 0.5, 1, 2, 4];

function clock(time_s) {
  const ms = Math.round(time_s * 1000), two = (value) => String(value).padStart(2, "0");
  const hours = Math.floor(ms / 3_600_000), minutes = Math.floor(ms / 60_000) % 60;
  const rest = `${two(Math.floor(ms / 1000) % 60)}.${String(ms % 1000).padStart(3, "0")}`;
  return hours ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}
function lastUpTo(count, timeOf, time_s) {
  let low = 0, high = count - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (timeOf(middle) <= time_s) low = middle; else high = middle - 1;
  }
  return low;
}
async function frameTimes(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`The times of the frames did not come (${answer.status}).`);
  return new Float64Array(await answer.arrayBuffer());
}
function nearestFrame(times, time_s) {
  const place = lastUpTo(times.length, (one) => times[one], time_s);
  return place + 1 < times.length && times[place + 1] - time_s < time_s - times[place] ? place + 1 : place;
}
// Frames of a video element by number: seeks coalesce, and a wish stands until its frame is on the screen.
function stepper(video, times, onFrame) {
  let first_s = null, shown = 0, wish = null, sought = null, tries = 0, waiting = 0;
  function inside(frame) {
    const next = frame + 1 < times.length ? times[frame + 1] : times[frame] + (frame ? times[frame] - times[frame - 1] : 0.04);
    return first_s + times[frame] + (next - times[frame]) * (tries % 2 ? 0.4 : 0.5);
  }
  function go() {
    if (wish === null || video.seeking || first_s === null) return;
    if (sought !== wish) tries = 0;
    sought = wish;
    video.currentTime = inside(wish);
  }
  // A busy browser may call nobody for a frame, or be wrong about where the file ends at first.
  function again() {
    if (wish === null || video.seeking) return;
    if (sought === wish && tries >= MOST_TRIES) { wish = null; onFrame(shown); return; }
    if (sought === wish) tries += 1;
    go();
  }
  function onShown(_now, { mediaTime }) {
    first_s ??= mediaTime - times[0];
    shown = nearestFrame(times, mediaTime - first_s);
    if (!video.seeking && (shown === wish || (sought === wish && !video.paused))) wish = null;
    onFrame(shown);
    video.requestVideoFrameCallback(onShown);
    if (wish !== sought) go();
  }
  video.requestVideoFrameCallback(onShown);
  video.addEventListener("seeked", () => {
    if (wish !== sought) go();
    else if (wish === shown) { wish = null; onFrame(shown); }
    else { clearTimeout(waiting); waiting = setTimeout(again, PATIENCE_MS); }
  });
  return {
    seek(frame) { wish = Math.max(0, Math.min(times.length - 1, frame)); go(); },
    get frame() { return wish ?? shown; },
    get shown() { return shown; },
    get isThere() { return wish === null && first_s !== null; },
    get now_s() { return first_s === null ? null : video.currentTime - first_s; },
  };
}
function button(text, help, onclick, more = {}) {
  return element("button", { type: "button", title: help, "aria-label": help, onclick, ...more }, text);
}
