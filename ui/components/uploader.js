const AT_ONCE = 3;
// What is taken in, and what becomes of it once it has arrived: footage, unless the page says otherwise.
const FOOTAGE = {
  finish: "finish", title: "Drop videos or pictures here", label: "Choose videos or pictures",
  hint: "They stay on this machine and are never altered. mp4, mov, mkv, webm, avi, ts, jpg, png, webp, heic and more.",
};

function size(bytes) {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(2)} GB`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(0)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
// The server cleans names in the same way; this one is shown before it has answered.
function shownName(name) {
  return name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "\ufffd");
}
function rowFor(file, list, cancel) {
  const name = shownName(file.name);
  const state = element("span", { class: "quiet figure" }, "waiting");
  const bar = element("progress", { max: file.size || 1, value: 0, "aria-label": `Upload of ${name}` });
  const button = element("button", { type: "button", class: "link", "aria-label": `Cancel the upload of ${name}`, onclick: cancel }, "Cancel");
  const item = element("li", {}, element("bdi", {}, name), state, button, bar);
  list.append(item);
  function end(text) {
    if (list.getRootNode().activeElement === button) list.parentElement.querySelector("input").focus();
    bar.remove(); button.remove(); state.textContent = text;
  }
  return {
    show(offset) { bar.value = offset; state.textContent = `${size(offset)} of ${size(file.size)}`; },
    say(text) { state.textContent = text; },
    done() { end("received"); item.className = "received"; },
    cancelled() { end("cancelled, nothing of it was kept"); },
    fail(text) { end("not taken"); item.append(element("span", { class: "problem", role: "alert" }, text)); },
  };
}
function leftRow(one, drop) {
  const name = shownName(one.name);
  return element("li", {}, element("bdi", {}, name),
    element("span", { class: "quiet figure" }, `${size(one.offset)} of ${size(one.size)} arrived. Choose it again to go on.`),
    element("button", { type: "button", class: "link", "aria-label": `Drop what has arrived of ${name}`, onclick: drop }, "Drop it"));
}
// Files of folders, these looked through to their ends. A browser forgets what was dropped at the first pause.
async function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.some((entry) => entry.isDirectory)) return { named: [...transfer.files], inside: [] };
  const named = [], inside = [];
  const fileOf = (entry) => new Promise((resolve, reject) => entry.file(resolve, reject));
  async function walk(folder) {
    const reader = folder.createReader();
    const some = () => new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    for (let found = await some(); found.length; found = await some())
      for (const entry of found)
        if (!entry.name.startsWith(".")) entry.isDirectory ? await walk(entry) : inside.push(await fileOf(entry));
  }
  for (const entry of entries) entry.isDirectory ? await walk(entry) : named.push(await fileOf(entry));
  return { named, inside };
}
// What is told while the page finds its way back to a server that was away is lost.
async function serverListens() {
  const app = document.querySelector("[data-testid=stApp]");
  while (app?.isConnected && (app.dataset.testConnectionState ?? "CONNECTED") !== "CONNECTED")
    await new Promise((resolve) => setTimeout(resolve, 200));
}
const shown = new WeakMap();

export default function (api) {
  const root = mount(api.parentElement);
  if (!shown.has(root)) shown.set(root, begin(root));
  shown.get(root)(api);
}
function begin(root) {
  let api = null, said = FOOTAGE;
  const active = new Set();
  const list = element("ul"), left = element("ul"), note = element("p", { class: "quiet", role: "status" });
  const input = element("input", { type: "file", multiple: true });
  const words = { title: element("strong"), hint: element("span", { class: "quiet" }), room: element("span", { class: "quiet" }) };
  const drop = element("label", { class: "drop" }, words.title, words.hint, words.room,
    element("span", { class: "choose", "aria-hidden": "true" }, "Choose files"), input);
  const folder = element("button", { type: "button", class: "link folder", onclick: chooseFolder }, "Choose a folder");

  function redrawLeft() {
    const unfinished = (said.unfinished ?? []).filter((one) => !active.has(one.id));
    redraw(left, unfinished, () => unfinished.map((one) => {
      const row = leftRow(one, async () => { await fetch(`/wb/uploads/${one.id}`, { method: "DELETE" }); row.remove(); delete left.dataset.said; input.focus(); });
      return row;
    }));
  }
  // Files may be added while others are on their way: the page is left only when all are in.
  let under_way = 0, clips = [], refused = 0;
  async function take(files) {
    if (!files.length) return;
    if (!under_way++) { clips = []; refused = 0; list.replaceChildren(); }
    const going = [];
    async function attempt(row, work) {
      try { return await work(); }
      catch (error) {
        refused++;
        if (error instanceof Cancelled) row.cancelled();
        else row.fail(error instanceof Refused ? error.message : `It could not be sent: ${error.message}. Choose it again.`);
        return null;
      }
    }
    const chosen = files.map((file) => {
      const row = rowFor(file, list, () => { row.say("cancelling"); one.cancel(); });
      const one = sending(file, said.finish, row);
      return [one, row];
    });
    // All are announced first: what there is no room for is said before anything is sent.
    for (const [one, row] of chosen)
      if (await attempt(row, async () => { await one.announce(); return true; })) { active.add(one.id); going.push([one, row]); }
    redrawLeft();
    await Promise.all(Array.from({ length: AT_ONCE }, async () => {
      for (let next = going.shift(); next; next = going.shift()) {
        const [one, row] = next, clip = await attempt(row, () => one.send());
        if (clip) { clips.push(clip); row.done(); }
        active.delete(one.id);
      }
    }));
    under_way--;
    // What is in appears among the clips.
    for (const item of list.querySelectorAll(".received")) item.remove();
    const told = { clips, all: !under_way && !refused };
    await serverListens();
    if (told.clips.length) api.setTriggerValue("done", told);
  }
  function takeFolders({ named, inside }) {
    const footage = inside.filter((file) => said.endings.some((ending) => file.name.toLowerCase().endsWith(ending)));
    const over = inside.length - footage.length;
    note.textContent = over ? `Passed over ${over} ${over === 1 ? "file" : "files"} without an ending of footage; choose one by itself to have it looked at.` : "";
    if (!named.length && !footage.length) note.textContent = `There is no footage in this folder. ${note.textContent}`;
    take([...named, ...footage]);
  }
  function chooseFolder() {
    const chooser = element("input", { type: "file", webkitdirectory: true, multiple: true });
    const isHidden = (file) => file.webkitRelativePath.split("/").some((part) => part.startsWith("."));
    chooser.addEventListener("change", () => takeFolders({ named: [], inside: [...chooser.files].filter((file) => !isHidden(file)) }));
    chooser.click();
  }
  input.addEventListener("change", () => { note.textContent = ""; take([...input.files]); input.value = ""; });
  // On the whole page: beside the box, a browser would leave the page and open the file.
  for (const kind of ["dragenter", "dragover", "dragleave", "drop"])
    window.addEventListener(kind, (event) => {
      if (!root.isConnected || !event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      if (kind !== "dragleave" || !event.relatedTarget) drop.classList.toggle("over", kind === "dragenter" || kind === "dragover");
      if (kind !== "drop") return;
      note.textContent = "";
      if (!said.endings) take([...event.dataTransfer.files]);
      else dropped(event.dataTransfer).then(takeFolders, () => { note.textContent = "The folder cannot be read. Choose the files themselves."; });
    });
  // What has arrived is kept, but nothing more is sent from a page that is gone.
  window.addEventListener("beforeunload", (event) => { if (under_way) event.preventDefault(); });
  root.append(drop, note, list, left);
  return function update(given) {
    api = given;
    said = { ...FOOTAGE, ...given.data };
    words.title.textContent = said.title;
    words.hint.textContent = said.hint;
    words.room.textContent = said.room ?? "";
    input.setAttribute("aria-label", said.label);
    if (!said.endings) folder.remove(); else if (!folder.isConnected) drop.after(folder);
    redrawLeft();
  };
}
