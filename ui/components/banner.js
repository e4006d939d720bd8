// A clip that was seen before: said above everything, with both sides to compare by eye.
export default function ({ parentElement, data }) {
  redraw(mount(parentElement), data, () => [
    element("section", { class: data.strong ? "banner strong" : "banner", "aria-label": "Seen before" },
      element("div", {},
        element("p", { class: "head" }, element("strong", {}, "Seen before: "), element("span", { class: "grade" }, data.grade), " ", element("bdi", {}, data.name)),
        ...data.lines.map((text) => element("p", {}, text)),
        data.link ? element("p", {}, element("a", { href: data.link }, "Compare side by side")) : null),
      data.pictures.length ? element("div", { class: "pair" }, ...data.pictures.map((one) =>
        element("figure", {}, comforted(one, data), element("figcaption", {}, one.alt.split(",")[0])))) : null),
  ]);
}
