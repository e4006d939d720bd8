// Which frame is on the screen the browser says (requestVideoFrameCallback); when a frame is shown the
// table of PTS says. No number of a frame is ever computed from a rate.
const PATIENCE_MS = 250, MOST_TRIES = 8, SLOWEST = 1 / 16;
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
  let first_s = null, shown = 0, wish = null, sought = null, hasCome = false, tries = 0, waiting = 0, usual = null;
  const over = new AbortController();
  const isPlaying = () => !video.paused && usual === null;
  // By the clock of a video that was paused late: of the frame that came after, nobody is told.
  const isPast = () => video.currentTime - first_s >= (times[shown + 1] ?? Infinity);
  function middle(frame) {
    const next = frame + 1 < times.length ? times[frame + 1] : times[frame] + (frame ? times[frame] - times[frame - 1] : 0.04);
    return first_s + (times[frame] + next) / 2;
  }
  function go() {
    if (wish === null || video.seeking || first_s === null) return;
    clearTimeout(waiting);
    if (sought !== wish) tries = 0;
    sought = wish; hasCome = false;
    video.currentTime = middle(wish);
  }
  // A browser seeks by how long the file says each frame lasts. After a gap, where frames are coded out of order, that is
  // too long: it stays at one frame wherever it is sent. What it plays from there goes by the times, so its first frame is right.
  function nudge() {
    if (!video.paused || video.ended) return;
    usual = video.playbackRate;
    video.playbackRate = SLOWEST;
    video.play().catch(rest);
  }
  function release() {
    if (usual === null) return;
    video.playbackRate = usual;
    usual = null;
  }
  function rest() { if (usual !== null) { video.pause(); release(); } }
  function settle() {
    if (video.seeking || usual !== null) return;
    clearTimeout(waiting);
    if (hasCome && wish === sought && (isPlaying() || (shown === wish && !isPast()))) { wish = null; if (isPlaying()) sought = null; }
    if (wish === null) return;
    if (wish !== sought) { go(); return; }
    if (hasCome && !tries) again(); else waiting = setTimeout(again, PATIENCE_MS);
  }
  // A busy browser may call nobody for a frame, or be wrong about where the file ends at first.
  function again() {
    rest();
    if (wish === null || video.seeking) return;
    if (wish === sought && ((shown === wish && !isPast()) || tries >= MOST_TRIES)) { wish = null; onFrame(shown); return; }
    tries += 1;
    if (wish === sought && tries % 2) { nudge(); waiting = setTimeout(again, PATIENCE_MS); } else go();
  }
  function onShown(_now, { mediaTime }) {
    asked = video.requestVideoFrameCallback(onShown);
    first_s ??= mediaTime - times[0];
    shown = nearestFrame(times, mediaTime - first_s);
    hasCome = true;
    if (usual !== null && shown >= wish) rest();
    settle();
    onFrame(shown);
  }
  function seek(frame) {
    const to = Math.max(0, Math.min(times.length - 1, frame));
    const stands = wish === null && sought === shown && !isPlaying();
    if (to === (stands ? shown : wish)) return;
    rest();
    wish = to;
    go();
  }
  const { signal } = over, on = (name, act) => video.addEventListener(name, act, { signal });
  let asked = video.requestVideoFrameCallback(onShown);
  on("seeked", () => { settle(); if (wish === null) onFrame(shown); });
  // A pause may come after one more frame, of which nobody is told.
  on("pause", () => { if (video.paused && !video.ended && usual === null && wish === null && first_s !== null) seek(shown); });
  return {
    seek,
    // Who presses play while a frame is still looked for takes over; a pause is what that ends in.
    play() { rest(); if (wish === null) sought = null; return video.play(); },
    pause() { if (usual === null) video.pause(); },
    // While a frame is looked for the speed is ours: what is chosen meanwhile holds from then on. A video that plays faster
    // has the next frame on the screen before it stops.
    set rate(value) { if (usual === null) video.playbackRate = value; else usual = value; },
    end() { wish = null; rest(); over.abort(); video.cancelVideoFrameCallback(asked); },
    get isPlaying() { return isPlaying(); },
    get frame() { return wish ?? shown; },
    get shown() { return shown; },
    get isThere() { return wish === null && first_s !== null; },
    get now_s() { return first_s === null ? null : video.currentTime - first_s; },
  };
}
function button(text, help, onclick, more = {}) {
  return element("button", { type: "button", title: help, "aria-label": help, onclick, ...more }, text);
}
