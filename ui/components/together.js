// Several clips on one clock, that of the first: at moment m each shows its frame at offset_s + pace * m.
// While they play one leads and the others follow it; once they stand, each shows that frame exactly.
const ROUNDING_S = 1e-6, FARTHEST_S = 0.2, STEEPEST = 0.15;

// The frames of one clip by number; `place.times` comes later than the element.
function deck(side, onFrame, onError) {
  const video = element("video", { playsinline: true, preload: "auto", tabindex: "-1" });
  const one = { video, side, offset_s: side.offset_s, times: null, steps: null };
  video.muted = true;
  video.addEventListener("error", () => { if (video.getAttribute("src")) onError(side); });
  one.ready = frameTimes(side.times).then((found) => {
    one.times = found;
    one.steps = stepper(video, found, () => onFrame(one));
    video.src = side.src;
  });
  return one;
}
function timeIn(one, moment_s) { return one.offset_s + one.side.pace * moment_s; }
function momentOf(one, time_s) { return (time_s - one.offset_s) / one.side.pace; }
function endOf({ times }) { return times.at(-1) + (times.length > 1 ? times.at(-1) - times.at(-2) : 0.04); }
function frameAt(one, moment_s) { return lastUpTo(one.times.length, (frame) => one.times[frame], timeIn(one, moment_s) + ROUNDING_S); }
function isRunning(one, moment_s) {
  const time_s = timeIn(one, moment_s) + ROUNDING_S;
  return time_s >= one.times[0] && time_s < endOf(one);
}
function transport(decks, onMoment, onPlaying) {
  let moment_s = 0, rate = 1, playing = false, turning = 0, followed = 0;
  function leading() { return isRunning(decks[followed], moment_s) ? decks[followed] : decks.find((one) => isRunning(one, moment_s)) ?? decks[followed]; }
  function go(to_s) {
    moment_s = Math.max(first_s(), Math.min(last_s(), to_s));
    for (const one of decks) one.steps.seek(frameAt(one, moment_s));
    onMoment();
  }
  function first_s() { return Math.min(...decks.map((one) => momentOf(one, one.times[0]))); }
  function last_s() { return Math.max(...decks.map((one) => momentOf(one, one.times.at(-1)))); }
  function follow(one) {
    const late_s = one.steps.now_s - timeIn(one, moment_s);
    if (!isRunning(one, moment_s)) one.steps.pause();
    // One that has ended would begin anew.
    if (!isRunning(one, moment_s) || one.video.ended) return;
    if ((!one.steps.isPlaying || Math.abs(late_s) > FARTHEST_S) && !one.video.seeking) one.steps.seek(frameAt(one, moment_s));
    if (!one.steps.isPlaying) start(one);
    one.steps.rate = rate * one.side.pace * (1 - Math.max(-STEEPEST, Math.min(STEEPEST, 2 * late_s)));
  }
  function start(one) {
    one.steps.rate = rate * one.side.pace;
    // A browser that lets nothing play says so; that a pause came before the play is no matter.
    one.steps.play().catch((error) => { if (error.name === "NotAllowedError") pause(); });
  }
  function turn() {
    if (!playing) return;
    const lead = leading();
    moment_s = momentOf(lead, lead.steps.now_s);
    if (lead.video.ended) { moment_s = momentOf(lead, endOf(lead)); if (!isRunning(leading(), moment_s)) { pause(); return; } }
    for (const one of decks) if (one !== lead) follow(one); else if (!one.steps.isPlaying && !one.video.ended) start(one);
    onMoment();
    turning = requestAnimationFrame(turn);
  }
  function play() {
    if (moment_s >= last_s() - ROUNDING_S || !isRunning(leading(), moment_s)) go(first_s());
    playing = true; onPlaying(true);
    for (const one of decks) if (isRunning(one, moment_s)) start(one);
    turning = requestAnimationFrame(turn);
  }
  function pause() {
    cancelAnimationFrame(turning);
    const was = playing, lead = leading();
    playing = false; onPlaying(false);
    for (const one of decks) one.steps.pause();
    if (was) go(momentOf(lead, lead.times[lead.steps.shown]));
  }
  return {
    go, play, pause, first_s, last_s,
    toggle() { if (playing) pause(); else play(); },
    step(by) {
      pause();
      const lead = leading(), frame = frameAt(lead, moment_s) + by;
      go(momentOf(lead, lead.times[Math.max(0, Math.min(lead.times.length - 1, frame))]));
    },
    set rate(value) { rate = value; if (playing) for (const one of decks) one.steps.rate = rate * one.side.pace; },
    set followed(place) { followed = place; },
    get moment_s() { return moment_s; },
    get playing() { return playing; },
  };
}
