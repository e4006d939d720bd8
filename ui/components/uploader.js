const SLICE_BYTES = 8 << 20;
const RETRY_MS = 1500;
const MOST_RETRIES = 40;

function size(bytes) {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(0)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
// The server cleans names in the same way; this one is shown before it has answered.
function shownName(name) {
  return name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "\ufffd");
}
class Refused extends Error {}

async function asked(url, options) {
  const answer = await fetch(url, options);
  if (answer.status === 401) throw new Refused("The sign-in has ended. Start verify ui again and open the address that it prints.");
  return answer;
}
async function checkReadable(file) {
  try { await file.slice(0, 1).arrayBuffer(); }
  catch { throw new Refused("It cannot be read: it is a folder, or it was moved or changed meanwhile. Choose the files themselves."); }
}
// Goes on where the server says it stopped: after a broken connection and after a reload alike.
async function send(file, row, finish) {
  await checkReadable(file);
  const announced = { untrusted_name: file.name, size_bytes: file.size, changed_ms: file.lastModified };
  const begun = await asked("/wb/uploads", { method: "POST", body: JSON.stringify(announced) });
  if (!begun.ok) throw new Refused(await begun.text());
  let { id, offset } = await begun.json();
  const url = `/wb/uploads/${id}`;
  let failures = 0;
  async function wait(text) {
    if (++failures > MOST_RETRIES) throw new Refused("It could not be sent to its end. Choose the file again to go on where it stopped.");
    row.say(text);
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
  while (offset < file.size) {
    row.show(offset);
    let answer;
    try {
      answer = await asked(url, { method: "PUT", headers: { "x-offset": String(offset) }, body: file.slice(offset, offset + SLICE_BYTES) });
    } catch (error) {
      if (error instanceof Refused) throw error;
      await checkReadable(file);
      await wait("Connection lost, trying again");
      continue;
    }
    if (!answer.ok && answer.status !== 409) throw new Refused(await answer.text());
    const reached = Number(answer.headers.get("x-offset"));
    if (reached !== offset) failures = 0;
    offset = reached;
    if (answer.status === 409 && offset < file.size) await wait("Another page is sending this file");
  }
  row.show(offset);
  const finished = await asked(`${url}/${finish}`, { method: "POST" });
  if (!finished.ok) throw new Refused(await finished.text());
  return (await finished.json()).clip;
}
function rowFor(file, list) {
  const state = element("span", { class: "quiet figure" }, "waiting");
  const bar = element("progress", { max: file.size || 1, value: 0, "aria-label": `Upload of ${shownName(file.name)}` });
  const item = element("li", {}, element("bdi", {}, shownName(file.name)), state, bar);
  list.append(item);
  return {
    show(offset) { bar.value = offset; state.textContent = `${size(offset)} of ${size(file.size)}`; },
    say(text) { state.textContent = text; },
    done() { bar.remove(); state.textContent = "received"; item.className = "received"; },
    fail(text) { bar.remove(); state.textContent = "not taken"; item.append(element("span", { class: "problem", role: "alert" }, text)); },
  };
}
// What is taken in, and what becomes of it once it has arrived: footage, unless the page says otherwise.
const FOOTAGE = {
  finish: "finish", title: "Drop videos or pictures here", label: "Choose videos or pictures",
  hint: "They stay on this machine and are never altered. mp4, mov, mkv, webm, avi, ts, jpg, png, webp, heic and more.",
};
const latest = new WeakMap();

export default function (api) {
  const root = mount(api.parentElement);
  latest.set(root, api);
  if (root.childElementCount) return;
  const said = api.data ?? FOOTAGE;
  const list = element("ul", { "aria-live": "polite" });
  const input = element("input", { type: "file", multiple: true, "aria-label": said.label });
  const drop = element("label", { class: "drop" },
    element("strong", {}, said.title),
    element("span", { class: "quiet" }, said.hint),
    element("span", { class: "choose", "aria-hidden": "true" }, "Choose files"), input);
  // Files may be added while others are on their way: the page is left only when all are in.
  let under_way = 0, clips = [], refused = 0;
  async function take(files) {
    if (!files.length) return;
    if (!under_way++) { clips = []; refused = 0; list.replaceChildren(); }
    for (const [file, row] of files.map((file) => [file, rowFor(file, list)])) {
      try { clips.push(await send(file, row, (latest.get(root).data ?? FOOTAGE).finish)); row.done(); }
      catch (error) { refused++; row.fail(error instanceof Refused ? error.message : `It could not be sent: ${error.message}. Choose it again.`); }
    }
    under_way--;
    // What is in appears among the clips.
    for (const item of list.querySelectorAll(".received")) item.remove();
    if (clips.length) latest.get(root).setTriggerValue("done", { clips, all: !under_way && !refused });
  }
  input.addEventListener("change", () => { take([...input.files]); input.value = ""; });
  // On the whole page: beside the box, a browser would leave the page and open the file.
  for (const kind of ["dragenter", "dragover", "dragleave", "drop"])
    window.addEventListener(kind, (event) => {
      if (!root.isConnected || !event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      if (kind !== "dragleave" || !event.relatedTarget) drop.classList.toggle("over", kind === "dragenter" || kind === "dragover");
      if (kind === "drop") take([...event.dataTransfer.files]);
    });
  root.append(drop, list);
}
