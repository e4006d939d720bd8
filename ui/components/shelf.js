const shelves = new WeakMap();
// What a row offers; where that changes, it is made anew.
const kind = (one) => [one.state, one.works, one.removes].join();

function row(one, act) {
  const does = (what, text, more = {}) =>
    element("button", { type: "button", "aria-label": `${text} ${one.name}`, onclick: () => act(what, one.id), ...more }, text);
  const bar = one.share === null ? null : element("progress", { max: 1, "aria-label": `Analysis of ${one.name}` });
  const words = element("p", { class: "quiet figure" });
  const keep = does("", "Keep", { onclick: () => ask(false) });
  const sure = element("div", { class: "sure", hidden: true, onkeydown: (event) => { if (event.key === "Escape") ask(false); } },
    element("span", { class: "quiet" }, "The copy here and its results are deleted. Your own file stays."), does("remove", "Delete"), keep);
  const remove = does("", "Remove", { "aria-expanded": "false", onclick: () => ask(sure.hidden) });
  function ask(open) {
    sure.hidden = !open;
    remove.setAttribute("aria-expanded", String(open));
    (open ? keep : remove).focus();
  }
  const open = element("a", { class: "first", href: `/clip?clip=${one.id}`, "aria-label": `Open ${one.name}`, onclick: (event) => {
    // With a key held, the browser opens it in a tab or window of its own.
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    goTo(`/clip?clip=${one.id}`);
  } }, "Open");
  const first = one.state === "done" ? open : !one.works ? null : one.state === "busy" ? does("cancel", "Cancel") : does("retry", "Try again");
  const node = element("li", {}, element("div", { class: "what" }, element("bdi", {}, one.name), bar, words),
    element("div", { class: "does" }, first, one.removes ? remove : null), sure);
  return { node, kind: kind(one), first, update(now) { if (bar) bar.value = now.share; words.textContent = now.words; } };
}
export default function ({ parentElement, data, setTriggerValue }) {
  const root = mount(parentElement);
  if (!shelves.has(root)) {
    const problem = element("p", { class: "problem", role: "alert" }), list = element("ul", {});
    root.append(problem, list);
    shelves.set(root, { problem, list, rows: new Map() });
  }
  const { problem, list, rows } = shelves.get(root);
  problem.textContent = data.problem ?? "";
  const here = new Set(data.clips.map((one) => one.id));
  const hadFocus = list.contains(root.getRootNode().activeElement);
  for (const [id, { node }] of rows)
    if (!here.has(id)) { node.remove(); rows.delete(id); }
  // Each row is changed in its place: a question that is open and the focus outlast a progress bar.
  let place = list.firstElementChild;
  for (const one of data.clips) {
    let kept = rows.get(one.id);
    if (kept?.kind !== kind(one)) {
      const made = row(one, (what, clip) => setTriggerValue("act", { what, clip }));
      const focused = kept?.node.contains(root.getRootNode().activeElement);
      if (kept) { if (kept.node === place) place = made.node; kept.node.replaceWith(made.node); }
      rows.set(one.id, (kept = made));
      if (focused) kept.first?.focus();
    }
    if (kept.node === place) place = place.nextElementSibling;
    else list.insertBefore(kept.node, place);
    kept.update(one);
  }
  if (hadFocus && !list.contains(root.getRootNode().activeElement)) rows.get(data.clips[0]?.id)?.first?.focus();
}
