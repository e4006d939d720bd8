export default function ({ parentElement, data }) {
  redraw(mount(parentElement), data, () => {
    const { name, paragraphs, warnings, facts } = data;
    const drawn = [element("h1", { dir: "auto" }, name)];
    if (warnings.length)
      drawn.push(element("div", { class: "warnings" }, element("h2", {}, "Read this first"),
        ...warnings.map((text) => element("p", {}, text))));
    const sentences = element("div", {}, ...paragraphs.map((text) => element("p", {}, text)));
    const rows = facts.map(([term, value]) => element("div", {}, element("dt", {}, term), element("dd", {}, element("bdi", {}, value))));
    drawn.push(element("div", { class: "lead" }, sentences, rows.length ? element("dl", {}, ...rows) : null));
    return drawn;
  });
}
