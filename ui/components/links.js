export default function ({ parentElement, data }) {
  redraw(mount(parentElement), data, () => [
    element("ul", {}, ...data.links.map(({ text, href, page, here }, place) =>
      element("li", {}, element("a", here ? { href, target: "_self", class: "first" } : page
        ? { href, target: "_blank", rel: "noopener noreferrer", class: place ? "" : "first" }
        : { href: `${href}?download`, download: "" }, text)))),
  ]);
}
