"use strict";
// Lets the slider of a moment fade one picture into the other. All else works without.
for (const slider of document.querySelectorAll(".fade input[type=range]")) {
  const viewer = slider.closest(".viewer");
  const chosen = viewer.querySelector("input[value=fade]");
  slider.closest(".fade").hidden = false;
  slider.addEventListener("input", () => {
    chosen.checked = true;
    viewer.style.setProperty("--fade", 1 - slider.value / 100);
  });
}
