const sheets = new WeakMap(), SETTLED_MS = 300;

function viewer() {
  const picture = element("img", { alt: "" }), caption = element("span", {}), frame = element("div", { tabindex: 0, role: "group", "aria-label": "Picture; scrolls where it is enlarged" }, picture), said = element("output", {});
  const save = element("a", { download: "" }, "Save picture");
  const ways = [["Previous", -1], ["Next", 1]].map(([text, by]) => element("button", { type: "button", onclick: () => step(by) }, text));
  const dialog = element("dialog", { "aria-label": "Keyframe at full size" }, frame,
    element("div", { class: "bar" }, caption, ...ways,
      element("button", { type: "button", onclick: copy }, "Copy picture"), save,
      element("button", { type: "button", onclick: () => dialog.close() }, "Close"), said));
  // For looking only: brighter and larger on the screen, the picture and what was measured stay as they are.
  const slider = (text, max, step) => element("input", { type: "range", min: 1, max, step, value: 1, "aria-label": text, oninput: look });
  const gain = slider("Brightness on the screen", 8, .25), zoom = slider("Enlargement", 8, .5);
  const looks = element("div", { class: "looks" }, element("label", { title: "G, with shift back" }, "Brighter ", gain), element("label", { title: "Plus and minus" }, "Larger ", zoom), element("output", {}));
  dialog.lastChild.insertBefore(looks, save);
  let pictures = [], place = 0, left = null;
  function look() {
    // On the frame, so that a blur of the picture stays.
    frame.style.filter = gain.value > 1 ? `brightness(${gain.value})` : "";
    picture.style.width = `${zoom.value * 100}%`;
    picture.style.maxHeight = zoom.value > 1 ? "none" : "";
    looks.lastChild.textContent = gain.value > 1 || zoom.value > 1 ? `${gain.value} times as bright, ${zoom.value} times as large` : "";
  }
  // As pixels alone: nothing that the file of the picture carries beside them goes along.
  async function copy() {
    const canvas = element("canvas", { width: picture.naturalWidth, height: picture.naturalHeight });
    canvas.getContext("2d").drawImage(picture, 0, 0);
    const content = new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    try { await navigator.clipboard.write([new ClipboardItem({ "image/png": content })]); said.textContent = "Copied: the picture and nothing else."; }
    catch { said.textContent = "This browser does not let a page copy pictures; save it instead."; }
  }
  // The ends are ends: "next" on the last picture stays there.
  function step(by) { place = Math.min(pictures.length - 1, Math.max(0, place + by)); show(); }
  function show() {
    const one = pictures[place];
    picture.src = one.src; picture.alt = one.alt; said.textContent = "";
    caption.textContent = [one.title, one.because, one.where, pictures.length > 1 && `${place + 1} of ${pictures.length}`].filter(Boolean).join(" · ");
    save.href = `${one.src}?download`;
  }
  // Escape leaves the enlargement first, then the picture.
  dialog.addEventListener("cancel", (event) => { if (zoom.value > 1) { event.preventDefault(); zoom.value = 1; look(); } });
  dialog.addEventListener("close", () => left?.(pictures[place].file));
  // Beside the picture: only there is the dialog itself what was hit.
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("keydown", (event) => {
    if (event.target.type === "range" || (zoom.value > 1 && event.target === frame)) return;
    if (event.key === "ArrowLeft") step(-1);
    else if (event.key === "ArrowRight") step(1);
    else if ("+-".includes(event.key)) { if (event.key === "+") zoom.stepUp(); else zoom.stepDown(); look(); }
    else if ("gG".includes(event.key)) { if (event.key === "g") gain.stepUp(2); else gain.stepDown(2); look(); }
    else return;
    event.preventDefault(); event.stopPropagation();
  });
  return {
    dialog,
    open(file, all, blurred, grey, onLeft) {
      pictures = all; left = onLeft; place = all.findIndex((one) => one.file === file);
      if (place < 0) return;
      for (const way of ways) way.hidden = all.length === 1;
      frame.className = ["frame", blurred && "blur", grey && "grey"].filter(Boolean).join(" ");
      gain.value = zoom.value = 1; look();
      show(); dialog.showModal();
    },
  };
}
function cell(one, data, sheet) {
  const choose = data.chooses ? element("label", { class: "choose" },
    element("input", { type: "checkbox", "aria-label": `Choose ${one.alt}`, checked: sheet.chosen.has(one.file), onchange: (event) => sheet.choose(one.file, event.target.checked) }), "Choose") : null;
  return element("li", { class: one.of_flash ? "of-flash" : "", "data-file": one.file },
    element("button", { class: "open", type: "button", "aria-label": `Look at ${one.alt}`, style: `--ratio:${data.ratio}`, onclick: () => sheet.open(one.file) },
      element("img", { src: one.src, alt: one.alt, loading: "lazy", decoding: "async" })),
    element("div", { class: "caption" }, element("p", {},
      one.frame === undefined ? element("b", {}, one.title) : element("button", { type: "button", class: "link figure", "aria-label": `Show ${one.title} in the player`, onclick: () => leadTo({ frame: one.frame }) }, one.title),
      element("span", {}, one.because)), choose));
}
// What was chosen is said once the choosing pauses: the page answers with what can be done with it.
function made(root, say) {
  const view = viewer(), chosen = new Set(), told = element("output", { class: "unseen" });
  const chose = oncePaused(root, SETTLED_MS, () => say([...chosen]));
  // Whoever opened a picture of the sheet and went on to others is at the last one then.
  function left(file) {
    const at = root.getRootNode().activeElement, cells = [...root.querySelectorAll("li")];
    if (at?.matches("li .open")) cells.find((one) => one.dataset.file === file)?.querySelector(".open").focus();
  }
  const sheet = {
    view, chosen, told, data: null,
    open: (file) => view.open(file, sheet.data.pictures, sheet.data.blur, sheet.data.grey, left),
    choose(file, is) {
      if (is) chosen.add(file); else chosen.delete(file);
      told.textContent = chosen.size ? `${chosen.size} chosen; what can be done with them stands above the pictures.` : "None chosen.";
      chose();
    },
  };
  window.addEventListener("verify-show", (event) => { if (root.isConnected) sheet.open(event.detail); });
  return sheet;
}
export default function ({ parentElement, data, setStateValue }) {
  const root = mount(parentElement);
  if (!sheets.has(root)) sheets.set(root, made(root, (files) => setStateValue("chosen", files)));
  const sheet = sheets.get(root);
  sheet.data = data;
  redraw(root, data, () => {
    const list = element("ol", { class: [data.upright && "upright", data.pictures.length === 1 && "single", data.blur && "blur", data.grey && "grey", data.cover && "covered"].filter(Boolean).join(" ") },
      ...data.pictures.map((one) => cell(one, data, sheet)));
    roving(list, () => [...list.children].filter((one) => one.offsetTop === list.firstElementChild.offsetTop).length);
    const show = data.cover && data.pictures.length > 1
      ? element("button", { type: "button", class: "show", onclick: () => { list.classList.remove("covered"); show.remove(); list.querySelector(".open").focus({ preventScroll: true }); } }, "Show all of them") : null;
    return [element("p", { class: "quiet" }, data.note), show, list, sheet.told, sheet.view.dialog].filter(Boolean);
  });
}
