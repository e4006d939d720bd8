// A table of text: heads, and rows whose first cell names the row.
export default function ({ parentElement, data }) {
  redraw(mount(parentElement), data, () => [
    data.note ? element("p", { class: "quiet" }, data.note) : null,
    element("div", { class: "scrolls", tabindex: 0, role: "region", "aria-label": data.name },
      element("table", {},
        element("thead", {}, element("tr", {}, ...data.heads.map((text) => element("th", { scope: "col" }, element("bdi", {}, text))))),
        element("tbody", {}, ...data.rows.map(([first, ...rest]) => element("tr", {},
          element("th", { scope: "row" }, element("bdi", {}, first)),
          ...rest.map((text) => element("td", {}, element("bdi", {}, text)))))))),
  ].filter(Boolean));
}
