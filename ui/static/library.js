// The library: short addresses, and charts that begin at today. Everything works without it.
(() => {
  "use strict";
  document.addEventListener("submit", (event) => {
    if (!event.target.matches(".tl-filters")) return;
    const empty = [...event.target.elements].filter((field) => field.name && !field.value);
    for (const field of empty) field.disabled = true;
    // Back again by the browser's button, the fields are wanted.
    addEventListener("pageshow", () => { for (const field of empty) field.disabled = false; });
  });
  for (const box of document.querySelectorAll("[data-end]")) box.scrollLeft = box.scrollWidth;
})();
