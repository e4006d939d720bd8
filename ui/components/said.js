// What people wrote under one heading.
export default function ({ parentElement, data }) {
  redraw(mount(parentElement), data, () => [
    data.heading ? element("p", { class: "asked", dir: "auto" }, data.heading) : null,
    ...sayings(data.sayings, data.before),
    data.sayings.length || !data.empty ? null : element("p", { class: "quiet" }, data.empty),
  ].filter(Boolean));
}
