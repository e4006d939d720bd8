const SLICE_BYTES = 8 << 20;
const RETRY_MS = 1500;
const MOST_RETRIES = 40;

function size(bytes) {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(0)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
class Refused extends Error {}

async function asked(url, options) {
  const answer = await fetch(url, options);
  if (answer.status === 401) throw new Refused("The sign-in has ended. Start verify ui again and open the address that it prints.");
  return answer;
}
// Goes on where the server says it stopped: after a broken connection and after a reload alike.
async function send(file, row) {
  const announced = { untrusted_name: file.name, size_bytes: file.size, changed_ms: file.lastModified };
  const begun = await asked("/wb/uploads", { method: "POST", body: JSON.stringify(announced) });
  if (!begun.ok) throw new Refused(await begun.text());
  let { id, offset } = await begun.json();
  const url = `/wb/uploads/${id}`;
  for (let failures = 0; offset < file.size; ) {
    row.show(offset);
    let answer;
    try {
      answer = await asked(url, { method: "PUT", headers: { "x-offset": String(offset) }, body: file.slice(offset, offset + SLICE_BYTES) });
    } catch (error) {
      if (error instanceof Refused) throw error;
      if (++failures > MOST_RETRIES) throw new Refused("The server does not answer. Choose the file again to go on where it stopped.");
      row.say("Connection lost, trying again");
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      continue;
    }
    if (answer.ok || answer.status === 409) offset = Number(answer.headers.get("x-offset"));
    else throw new Refused(await answer.text());
    failures = 0;
  }
  row.show(offset);
  const finished = await asked(`${url}/finish`, { method: "POST" });
  if (!finished.ok) throw new Refused(await finished.text());
  return (await finished.json()).clip;
}
function rowFor(file, list) {
  const state = element("span", { class: "quiet figure" }, "waiting");
  const bar = element("progress", { max: file.size || 1, value: 0, "aria-label": `Upload of ${file.name}` });
  const item = element("li", {}, element("bdi", {}, file.name), state, bar);
  list.append(item);
  return {
    show(offset) { bar.value = offset; state.textContent = `${size(offset)} of ${size(file.size)}`; },
    say(text) { state.textContent = text; },
    done() { bar.remove(); state.textContent = "received"; },
    fail(text) { bar.remove(); state.textContent = "not taken"; item.append(element("span", { class: "problem", role: "alert" }, text)); },
  };
}
const latest = new WeakMap();

export default function (api) {
  const root = mount(api.parentElement);
  latest.set(root, api);
  if (root.childElementCount) return;
  const list = element("ul", { "aria-live": "polite" });
  const input = element("input", { type: "file", multiple: true, "aria-label": "Choose videos or pictures" });
  const drop = element("label", { class: "drop" },
    element("strong", {}, "Drop videos or pictures here"),
    element("span", { class: "quiet" }, "They stay on this machine and are never altered. mp4, mov, mkv, webm, avi, ts, jpg, png, webp, heic and more."),
    element("span", { class: "choose", "aria-hidden": "true" }, "Choose files"), input);
  async function take(files) {
    const rows = files.map((file) => [file, rowFor(file, list)]);
    const clips = [];
    for (const [file, row] of rows) {
      try { clips.push(await send(file, row)); row.done(); }
      catch (error) { row.fail(error instanceof Refused ? error.message : `It could not be sent: ${error.message}. Choose it again.`); }
    }
    input.value = "";
    if (clips.length) latest.get(root).setTriggerValue("done", { clips, all: clips.length === rows.length });
  }
  input.addEventListener("change", () => take([...input.files]));
  for (const kind of ["dragenter", "dragover", "dragleave", "drop"])
    drop.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.toggle("over", kind === "dragenter" || kind === "dragover");
      if (kind === "drop") take([...event.dataTransfer.files]);
    });
  root.append(drop, list);
}
