// Sends a file in slices that can go on later; what ends it for good is a `Refused`, in a sentence.
const SLICE_BYTES = 8 << 20;
const RETRY_MS = 1500;
const MOST_RETRIES = 400; // Ten minutes: a server that starts anew, a laptop between two networks.

class Refused extends Error {}
class Cancelled extends Error {}

async function checkReadable(file) {
  try { await file.slice(0, 1).arrayBuffer(); }
  catch { throw new Refused("It cannot be read: it is a folder, or it was moved or changed meanwhile. Choose the files themselves."); }
}
// `row` is told how it goes: `show(offset)` and `say(text)`.
function sending(file, finish, row) {
  const stop = new AbortController();
  let address = null, id = null, offset = 0, failures = 0;
  const drop = () => fetch(address, { method: "DELETE" }).catch(() => {});
  function checkWanted() { if (stop.signal.aborted) throw new Cancelled(); }

  async function pause(text) {
    if (++failures > MOST_RETRIES) throw new Refused("It could not be sent to its end. Choose the file again to go on where it stopped.");
    row.say(text);
    await new Promise((resolve) => {
      const timer = setTimeout(resolve, RETRY_MS);
      stop.signal.addEventListener("abort", () => { clearTimeout(timer); resolve(); }, { once: true });
    });
  }
  // Asks until there is an answer.
  async function asked(url, options) {
    for (;;) {
      let answer = null;
      try { answer = await fetch(url, options); } catch { checkWanted(); await checkReadable(file); }
      if (answer?.status === 401) throw new Refused("The sign-in has ended. Sign in again, then choose the file again: it goes on where it stopped.");
      if (answer && ![502, 503, 504].includes(answer.status)) return answer;
      await pause(answer?.status === 503 ? "Arrived. Many clips wait already; this one goes on as soon as there is room." : "Connection lost, trying again");
      if (answer?.status === 503) failures = 0;
      checkWanted();
    }
  }
  return {
    get id() { return id; },
    // Says what comes; the server tells what arrived earlier, or why it takes nothing of it.
    async announce() {
      await checkReadable(file);
      const announced = { untrusted_name: file.name, size_bytes: file.size, changed_ms: file.lastModified, is_footage: finish === "finish" };
      const begun = await asked("/wb/uploads", { method: "POST", body: JSON.stringify(announced) });
      if (!begun.ok) throw new Refused(await begun.text());
      ({ id, offset } = await begun.json());
      address = `/wb/uploads/${id}`;
      if (stop.signal.aborted) drop();
      checkWanted();
    },
    async send() {
      const { signal } = stop;
      checkWanted();
      while (offset < file.size) {
        row.show(offset);
        const body = file.slice(offset, offset + SLICE_BYTES);
        const answer = await asked(address, { method: "PUT", headers: { "x-offset": String(offset) }, body, signal });
        if (!answer.ok && answer.status !== 409) throw new Refused(await answer.text());
        const reached = Number(answer.headers.get("x-offset"));
        if (reached === offset) await pause("Another page is sending this file");
        else failures = 0;
        checkWanted();
        offset = reached;
      }
      row.show(offset);
      const finished = await asked(`${address}/${finish}`, { method: "POST", signal });
      if (!finished.ok) throw new Refused(await finished.text());
      return (await finished.json()).clip;
    },
    cancel() { stop.abort(); if (address) drop(); },
  };
}
