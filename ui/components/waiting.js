// How far a job has come. Asked here, so that nothing of the page is drawn anew until there is news of it.
const EVERY_MS = 300;
// Who cancels has the page drawn anew once the worker is gone; to ask for it before would show it too early.
const CANCELLING_MS = 3000;
const waits = new WeakMap();

function waiting(root) {
  const bar = element("progress", { max: 1, "aria-label": "How far it has come" }), words = element("p", {});
  let asking = 0;
  root.append(bar, words);
  function show(now) { bar.value = now.share; words.textContent = now.words; }
  async function ask(mine, { address, state }, say) {
    let pause = EVERY_MS;
    while (mine === asking && root.isConnected) {
      await new Promise((resolve) => setTimeout(resolve, pause));
      let now = null;
      try {
        const answer = await fetch(address, { cache: "no-store" });
        // Gone, or no more to be seen: the page says which. A proxy whose server starts anew says that it will be back.
        if (answer.ok) now = await answer.json();
        else if (answer.status < 500) now = { state: answer.status };
      } catch { continue; }
      if (mine !== asking || !root.isConnected || !now) continue;
      if (now.state === "cancelled" && pause === EVERY_MS) { pause = CANCELLING_MS; continue; }
      if (now.state !== state) return say(String(now.state));
      show(now);
    }
  }
  return (data, say) => { show(data); ask(++asking, data, say); };
}
export default function ({ parentElement, data, setTriggerValue }) {
  const root = mount(parentElement);
  if (!waits.has(root)) waits.set(root, waiting(root));
  waits.get(root)(data, (news) => setTriggerValue("news", news));
}
