export default function ({ parentElement, data }) {
  redraw(mount(parentElement), data, () => {
    const { name, seen, warnings } = data, [first, ...rest] = warnings;
    return [
      element("h1", { dir: "auto", title: name }, name),
      seen ? element("p", { class: "seen" }, element("strong", {}, "Seen before? "), seen) : null,
      first ? element("div", { class: "warnings", role: "note", "aria-label": "Read this first" }, element("p", {}, first),
        rest.length ? element("details", {}, element("summary", {}, rest.length > 1 ? `${rest.length} more warnings` : "1 more warning"), ...rest.map((text) => element("p", {}, text))) : null) : null,
    ].filter(Boolean);
  });
}
