const sheets = new WeakMap();

function viewer() {
  const picture = element("img", { alt: "" }), caption = element("span", {}), frame = element("div", { tabindex: 0, role: "group", "aria-label": "Picture; scrolls where it is enlarged" }, picture);
  const save = element("a", { download: "" }, "Save picture");
  const dialog = element("dialog", { "aria-label": "Keyframe at full size" }, frame,
    element("div", { class: "bar" }, caption,
      element("button", { type: "button", onclick: () => step(-1) }, "Previous"),
      element("button", { type: "button", onclick: () => step(1) }, "Next"),
      save, element("button", { type: "button", onclick: () => dialog.close() }, "Close")));
  // For looking only: brighter and larger on the screen, the picture and what was measured stay as they are.
  const slider = (text, max, step) => element("input", { type: "range", min: 1, max, step, value: 1, "aria-label": text, oninput: look });
  const gain = slider("Brightness on the screen", 8, .25), zoom = slider("Enlargement", 8, .5);
  const looks = element("div", { class: "looks" }, element("label", {}, "Brighter ", gain), element("label", {}, "Larger ", zoom), element("output", {}));
  dialog.lastChild.insertBefore(looks, save);
  let pictures = [], place = 0;
  function look() {
    // On the frame, so that a blur of the picture stays.
    frame.style.filter = gain.value > 1 ? `brightness(${gain.value})` : "";
    picture.style.width = `${zoom.value * 100}%`;
    picture.style.maxHeight = zoom.value > 1 ? "none" : "";
    looks.lastChild.textContent = gain.value > 1 || zoom.value > 1 ? `${gain.value} times as bright, ${zoom.value} times as large` : "";
  }
  // The ends are ends: "next" on the last picture stays there.
  function step(by) { place = Math.min(pictures.length - 1, Math.max(0, place + by)); show(); }
  function show() {
    const one = pictures[place];
    picture.src = one.src; picture.alt = one.alt;
    caption.textContent = [one.title, one.because, one.where, `${place + 1} of ${pictures.length}`].filter(Boolean).join(" · ");
    save.href = `${one.src}?download`;
  }
  // Beside the picture: only there is the dialog itself what was hit.
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("keydown", (event) => {
    if (event.target.type === "range" || (zoom.value > 1 && event.target === frame)) return;
    if (event.key === "ArrowLeft") step(-1);
    else if (event.key === "ArrowRight") step(1);
    else return;
    event.preventDefault(); event.stopPropagation();
  });
  return {
    dialog,
    open(file, all, blurred) {
      pictures = all; place = all.findIndex((one) => one.file === file);
      if (place < 0) return;
      frame.className = blurred ? "frame blur" : "frame";
      gain.value = zoom.value = 1; look();
      show(); dialog.showModal();
    },
  };
}
function cell(one, ratio, open) {
  return element("li", { class: one.of_flash ? "of-flash" : "" },
    element("button", { class: "open", type: "button", style: `--ratio:${ratio}`, onclick: () => open(one.file) },
      element("img", { src: one.src, alt: one.alt, loading: "lazy", decoding: "async" })),
    element("p", { class: "caption" }, element("b", {}, one.title), element("span", {}, one.because)));
}
export default function ({ parentElement, data }) {
  const root = mount(parentElement);
  if (!sheets.has(root)) {
    const view = viewer();
    sheets.set(root, { view, data });
    window.addEventListener("verify-show", (event) => {
      const now = sheets.get(root).data;
      if (root.isConnected) view.open(event.detail, now.pictures, now.blur);
    });
  }
  const { view } = sheets.get(root);
  sheets.get(root).data = data;
  redraw(root, data, () => [
    element("p", { class: "quiet" }, data.note),
    element("ol", { class: [data.upright && "upright", data.blur && "blur", data.grey && "grey", data.cover && "covered"].filter(Boolean).join(" ") },
      ...data.pictures.map((one) => cell(one, data.ratio, (file) => view.open(file, data.pictures, data.blur)))),
    view.dialog,
  ]);
}
