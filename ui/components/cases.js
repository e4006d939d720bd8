// The cases, each leading to its page.
export default function ({ parentElement, data }) {
  redraw(mount(parentElement), data, () => data.cases.map(({ title, href, lines }) => element("article", {},
    element("h2", { dir: "auto" }, element("a", { href, target: "_self" }, title)),
    ...lines.map((line) => element("p", { class: "quiet" }, line)))));
}
