// What the browser does on its own: citations open their evidence, commands are copied, the
// keyboard returns to the box. Nothing is loaded from, or sent to, any other address.
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

  async function copy(button) {
    const text = button.parentElement.querySelector("code").textContent;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const range = document.createRange(); // no permission: select it, so that Ctrl+C works
      range.selectNodeContents(button.parentElement.querySelector("code"));
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      return;
    }
    const label = button.textContent;
    button.textContent = button.dataset.copied;
    setTimeout(() => (button.textContent = label), 1500);
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
      copy(button);
    } else if (button?.dataset.do === "theme") {
      const dark = !document.body.classList.contains("dark");
      switchTheme(dark);
      localStorage.setItem("tanya-theme", dark ? "dark" : "light");
    } else if (again) {
      const [turn, undo] = again.value.split("-");
      const detail = { turn: Number(turn), undo };
      document.dispatchEvent(new CustomEvent("tanya:again", { detail }));
      box()?.focus();
    } else if (event.target.closest("#ts-send, #ts-stop, #ts-new, #ts-clear, .ts-example")) {
      box()?.focus();
    }
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
    // Gradio reads a message's markup aloud as its label.
    document.querySelectorAll("#ts-chat [aria-label*='<']").forEach((message) => {
      message.removeAttribute("aria-label");
    });
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
