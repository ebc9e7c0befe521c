// What the browser does on its own: citations open their evidence, texts are copied, the keyboard
// returns to the box. The turns are in turns.js, shortcuts and drawers in keys.js. Nothing is loaded from, or sent to, any other address.
(() => {
  "use strict";

  const box = () => document.querySelector("#ts-box textarea");
  const panel = () => document.querySelector("#ts-evidence .ts-evidence");
  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  const narrow = () => matchMedia("(max-width: 959px)").matches;
  let questions = 0; // drawn so far
  let wanted = null; // evidence that is to be shown once the panel holds its turn

  function scrollTo(target, block) {
    target.scrollIntoView({ behavior: calm() ? "auto" : "smooth", block });
    target.focus({ preventScroll: true });
  }

  function show({ turn, claim, source }) {
    const shown = panel();
    if (!shown) return;
    if (shown.dataset.turn !== turn) {
      wanted = { turn, claim, source };
      document.dispatchEvent(new CustomEvent("tanya:open", { detail: Number(turn) }));
      return;
    }
    wanted = null;
    shown.querySelectorAll("mark.ts-lit").forEach((mark) => mark.classList.remove("ts-lit"));
    if (!claim) return scrollTo(shown, "start");
    const marks = [...shown.querySelectorAll(`[data-source="${source}"] mark`)].filter((mark) =>
      mark.dataset.claims.split(" ").includes(claim),
    );
    marks.forEach((mark) => mark.classList.add("ts-lit"));
    if (marks.length) scrollTo(marks[0], "center");
  }

  function open(link) {
    const [, turn, claim, source] = (link.getAttribute("href") || "").split("-");
    show({ turn, claim, source });
  }

  // Where a page came over plain HTTP the browser has no clipboard to write to but this one.
  function copyByHand(text) {
    const field = document.createElement("textarea");
    field.value = text;
    field.setAttribute("readonly", "");
    field.style.cssText = "position:fixed;opacity:0";
    const before = document.activeElement;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    before?.focus();
    return done;
  }

  async function copy(button, text) {
    let done = true;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      done = copyByHand(text);
    }
    const label = button.dataset.label || button.textContent;
    button.dataset.label = label;
    button.textContent = done ? button.dataset.copied : button.dataset.failed || label;
    setTimeout(() => (button.textContent = label), 1800);
  }

  function explain(button) {
    const told = button.nextElementSibling;
    const open = told.hidden;
    told.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
  }

  function switchTheme(dark) {
    document.body.classList.toggle("dark", dark);
    document.documentElement.classList.toggle("dark", dark);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.ts-cite, a.ts-open, a.ts-back, a.ts-skip");
    const button = event.target.closest("[data-do]");
    const again = event.target.closest("button.ts-again");
    if (link) {
      event.preventDefault();
      if (link.matches(".ts-skip")) return box()?.focus();
      if (!link.matches(".ts-back")) return open(link);
      const answer = document.querySelector(`[href^="${"#bukti-" + panel().dataset.turn}"]`);
      if (answer) scrollTo(answer, "center");
    } else if (button?.dataset.do === "copy") {
      copy(button, button.parentElement.querySelector("code").textContent);
    } else if (button?.dataset.do === "copy-answer") {
      copy(button, button.parentElement.querySelector("template.ts-text").content.textContent);
    } else if (button?.dataset.do === "why") {
      explain(button);
    } else if (button?.dataset.do === "theme") {
      const dark = !document.body.classList.contains("dark");
      switchTheme(dark);
      localStorage.setItem("tanya-theme", dark ? "dark" : "light");
    } else if (again) {
      const [turn, undo, which] = again.value.split("-");
      const detail = { turn: Number(turn), undo, which: Number(which) };
      document.dispatchEvent(new CustomEvent("tanya:again", { detail }));
      box()?.focus();
    } else if (event.target.closest("#ts-send, #ts-stop, #ts-new, #ts-clear, .ts-example")) {
      box()?.focus();
    }
  });

  // A choice of language holds for the plain pages and the next visit too (ui/web/shell.py).
  const root = new URL(document.currentScript.src).pathname.replace(/\/tanya\/page\.js$/, "");
  document.addEventListener("change", ({ target }) => {
    if (!target.closest("#ts-language")) return;
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `ts-lang=${target.value}; Path=${root || "/"}; Max-Age=31536000; SameSite=Lax${secure}`;
  });

  // The page is drawn by Gradio after this runs; these follow what it draws.
  function follow() {
    const language = document.querySelector(".ts-head")?.dataset.language;
    if (language && document.documentElement.lang !== language) {
      document.documentElement.lang = language;
    }
    const kept = localStorage.getItem("tanya-theme");
    const dark = kept ? kept === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    if (document.body.classList.contains("dark") !== dark) switchTheme(dark);
    const filter = document.querySelector("#ts-filter > button"); // Gradio does not say that it opens
    const opened = String(Boolean(filter?.classList.contains("open")));
    if (filter && filter.getAttribute("aria-expanded") !== opened) {
      filter.setAttribute("aria-expanded", opened);
    }
    const asked = [...document.querySelectorAll(".ts-question")];
    if (asked.length > questions && narrow()) asked.at(-1).scrollIntoView({ block: "start" });
    questions = asked.length;
    if (wanted && panel()?.dataset.turn === wanted.turn) show(wanted);
  }

  let due = false;
  new MutationObserver(() => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => {
      due = false;
      follow();
    });
  }).observe(document.documentElement, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ["data-language", "data-turn", "class"],
  });
})();
