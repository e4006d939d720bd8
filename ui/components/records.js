export default function ({ parentElement, data }) {
  redraw(mount(parentElement), data, () => data.groups.flatMap(({ title, note, rows, exact }) => [
    title ? element("h3", {}, title) : "",
    note ? element("p", { class: "quiet" }, note) : "",
    element("dl", {}, ...rows.map(([term, value]) =>
      element("div", {}, element("dt", {}, element("bdi", {}, term)), element("dd", { class: exact ? "exact" : "" }, element("bdi", {}, value))))),
  ]));
}
