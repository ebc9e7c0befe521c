// Plain pages: light and dark, the language, and nothing that a page could not do without.
(() => {
  "use strict";
  const root = document.documentElement;
  const wish = localStorage.getItem("tanya-theme");
  const dark = wish ? wish === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.classList.toggle("dark", dark); // before anything is drawn

  // The prefix of a reverse proxy, from this script's own address.
  const prefix = new URL(document.currentScript.src).pathname.replace(/\/tanya\/plain\.js$/, "");

  // On a phone the ways to other pages lie in one line: the open page's is brought into sight.
  addEventListener("DOMContentLoaded", () => {
    const ways = document.querySelector(".tp-ways");
    const here = ways?.querySelector("[aria-current]");
    if (here) ways.scrollLeft = here.offsetLeft - ways.offsetLeft - (ways.clientWidth - here.offsetWidth) / 2;
  });

  document.addEventListener("click", (event) => {
    const language = event.target.closest("[data-language]");
    if (event.target.closest("[data-do='theme']")) {
      const now = root.classList.toggle("dark");
      localStorage.setItem("tanya-theme", now ? "dark" : "light");
    } else if (language) {
      const secure = location.protocol === "https:" ? "; Secure" : "";
      document.cookie = `ts-lang=${language.dataset.language}; Path=${prefix || "/"}; Max-Age=31536000; SameSite=Lax${secure}`;
      location.reload();
    }
  });

  // A form that deletes asks once, in the page's own words.
  document.addEventListener("submit", (event) => {
    const words = event.target.dataset.confirm;
    if (words && !confirm(words)) event.preventDefault();
  });
})();
