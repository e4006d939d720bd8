export default function ({ parentElement, data }) {
  redraw(mount(parentElement), data, () => {
    const picture = element("img", { src: data.src, alt: data.alt, class: [data.blur && "blur", data.grey && "grey"].filter(Boolean).join(" ") });
    const cover = element("button", { type: "button", class: "cover", onclick: () => replaceInFocus(cover, picture) }, "Covered. Show it.");
    return [element("figure", {}, data.cover ? cover : picture, element("figcaption", { class: "quiet" }, data.note, " ", element("a", { href: data.src, download: data.saved_as }, "Save the picture")))];
  });
}
