"use strict";
// Puts each picture that the page carries into the forms that would send it. Nothing is sent here.
const bytesOf = (image) =>
  Uint8Array.from(atob(image.src.slice(image.src.indexOf(",") + 1)), (c) => c.charCodeAt(0));
const fileOf = (image) => new File([bytesOf(image)], image.dataset.file, { type: "image/jpeg" });

for (const image of document.querySelectorAll("img[data-file]")) {
  const card = image.closest(".picture");
  const file = fileOf(image);
  for (const input of card.querySelectorAll("input[type=file]")) {
    const chosen = new DataTransfer();
    chosen.items.add(file);
    input.files = chosen.files;
  }
  for (const form of card.querySelectorAll("form[data-text]")) {
    form.querySelector("button").disabled = false;
    form.addEventListener("submit", () => {
      form.elements[form.dataset.text].value = image.src.slice(image.src.indexOf(",") + 1);
    });
  }
  for (const save of card.querySelectorAll("button.save")) {
    save.hidden = false;
    save.addEventListener("click", () => {
      const link = document.createElement("a");
      link.href = image.src;
      link.download = image.dataset.file;
      link.click();
    });
  }
}
