function side(one, data) {
  return element("figure", {}, comforted(one, data), element("figcaption", {}, one.alt));
}
export default function ({ parentElement, data }) {
  redraw(mount(parentElement), data, () => [
    element("p", { class: "quiet" }, data.note),
    element("ol", {}, ...data.matches.map((match) => element("li", { class: match.rejected ? "rejected" : "" },
      element("h3", {}, element("span", { class: match.strong ? "grade strong" : "grade" }, match.grade), " ", element("bdi", {}, match.name)),
      match.judgement ? element("p", {}, element("strong", {}, match.judgement)) : null,
      element("dl", {}, ...match.facts.map(([term, value]) =>
        element("div", {}, element("dt", {}, term), element("dd", {}, element("bdi", {}, value))))),
      match.pictures.length ? element("div", { class: "pair" }, ...match.pictures.map((one) => side(one, data))) : null))),
  ]);
}
