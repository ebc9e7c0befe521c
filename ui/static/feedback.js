// Feedback under answers: two thumbs in every .ts-foot[data-answer]; the form comes from the server
// when it is used (/answers/ID/feedback), so that this file knows no words but the thumbs' names.
(() => {
  "use strict";
  const script = document.currentScript ?? document.querySelector("script[src*='/feedback.js']");
  const prefix = new URL(script.src, location.href).pathname.replace(/\/tanya\/feedback\.js$/, "");
  const share = location.pathname.slice(prefix.length).match(/^\/shared\/([^/]+)/)?.[1] ?? "";
  const NAMES = {
    id: { group: "Nilai jawaban ini", up: "Jawaban ini membantu", down: "Ada yang salah pada jawaban ini", broken: "Umpan balik tidak terkirim. Coba sekali lagi." },
    en: { group: "Judge this answer", up: "This answer helped", down: "Something is wrong with this answer", broken: "The feedback was not sent. Try once more." },
  };
  const said = new Map(); // answer → "up" or "down", for thumbs that are drawn anew
  const language = () => (document.documentElement.lang === "en" ? "en" : "id");

  function address(answer, query) {
    const wished = new URLSearchParams({ lang: language(), ...(share && { share }), ...query });
    return `${prefix}/answers/${encodeURIComponent(answer)}/feedback?${wished}`;
  }

  function thumb(way, names) {
    const button = document.createElement("button");
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", "M7 11v9H4v-9zM7 11l4-8c1.7 0 2.6 1 2.4 2.6L13 9h5.6a1.8 1.8 0 0 1 1.8 2.1l-1.2 7.2a2 2 0 0 1-2 1.7H7");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    svg.append(path);
    button.type = "button";
    button.dataset.way = way;
    button.title = names[way];
    button.setAttribute("aria-label", names[way]);
    button.append(svg);
    return button;
  }

  function press(foot) {
    const way = said.get(foot.dataset.answer);
    for (const button of foot.querySelectorAll(".tf-thumbs button")) {
      button.setAttribute("aria-pressed", String(button.dataset.way === way));
    }
  }

  function equip(foot) {
    const names = NAMES[language()];
    const old = foot.querySelector(".tf-thumbs");
    if (old?.lang === language()) return;
    const group = document.createElement("span");
    group.className = "tf-thumbs";
    group.lang = language();
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", names.group);
    group.append(thumb("up", names), thumb("down", names));
    old?.remove();
    foot.append(group);
    press(foot);
  }

  function slotOf(foot) {
    const next = foot.nextElementSibling;
    if (next?.classList.contains("tf-slot")) return next;
    const slot = document.createElement("div");
    slot.className = "tf-slot";
    slot.setAttribute("aria-live", "polite");
    foot.after(slot);
    return slot;
  }

  // All of the form is seen, down to what sends it: on a phone the box to ask lies over the end of
  // the page, and is as high as what is open in it.
  function reveal(slot) {
    const foot = document.getElementById("ts-foot");
    if (!foot || getComputedStyle(foot).position !== "sticky") {
      slot.scrollIntoView({ block: "nearest", behavior: "instant" });
      return;
    }
    // What can be done with the answer follows the form: nothing of it is half covered either.
    const last = slot.closest(".ts-turn")?.querySelector(".ts-tools") ?? slot;
    const { top } = slot.getBoundingClientRect();
    const covered = last.getBoundingClientRect().bottom + 8 - foot.getBoundingClientRect().top;
    if (covered > 0 && top > 8) scrollBy({ top: Math.min(covered, top - 8), behavior: "instant" });
  }

  // Only this server's own fragment is put in; everything in it is escaped there.
  async function show(foot, request, focus) {
    const slot = slotOf(foot);
    try {
      const answered = await fetch(request.url, { ...request.options, headers: { "x-tanya-part": "1" }, credentials: "same-origin" });
      if (!answered.ok && answered.status !== 422) throw new Error(String(answered.status));
      slot.innerHTML = await answered.text();
    } catch {
      const told = document.createElement("p");
      told.className = "tf-error";
      told.setAttribute("role", "alert");
      told.textContent = NAMES[language()].broken;
      slot.replaceChildren(told);
      return false;
    }
    const first = slot.querySelector("[role='alert']") ? slot.querySelector("textarea") : slot.querySelector(focus);
    first?.focus({ preventScroll: false });
    reveal(slot);
    return !slot.querySelector("[role='alert']");
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.(".tf-thumbs button");
    if (!button) return;
    const foot = button.closest(".ts-foot");
    const answer = foot.dataset.answer;
    const slot = slotOf(foot);
    if (button.dataset.way === "down") {
      if (slot.querySelector("textarea")) return slot.replaceChildren(); // pressed again: it closes
      await show(foot, { url: address(answer, { wish: "wrong", change: "1" }) }, "input[type='checkbox']");
    } else {
      const body = new URLSearchParams({ good: "1" });
      if (await show(foot, { url: address(answer), options: { method: "POST", body } }, ".tf-told")) said.set(answer, "up");
      press(foot);
    }
  });

  document.addEventListener("submit", async (event) => {
    const foot = event.target.closest?.(".tf-slot")?.previousElementSibling;
    if (!foot?.dataset.answer) return;
    event.preventDefault();
    const form = event.target;
    const answer = foot.dataset.answer;
    const fields = new URLSearchParams(new FormData(form, event.submitter));
    if (form.method === "get") {
      await show(foot, { url: address(answer, { change: "1" }) }, "button");
      return;
    }
    const url = new URL(form.action, location.href);
    const fine = await show(foot, { url: url.pathname + url.search, options: { method: "POST", body: fields } }, ".tf-told");
    if (fine && url.pathname.endsWith("/withdraw")) {
      said.delete(answer);
      foot.nextElementSibling.querySelectorAll("form").forEach((left) => left.remove());
    } else if (fine) said.set(answer, fields.get("good") === "1" ? "up" : "down");
    press(foot);
  });

  document.addEventListener("keydown", (event) => {
    const slot = event.key === "Escape" && event.target.closest?.(".tf-slot");
    if (!slot) return;
    slot.previousElementSibling?.querySelector("[data-way='down']")?.focus();
    slot.replaceChildren();
  });

  let waiting = false;
  function look() {
    waiting = false;
    document.querySelectorAll(".ts-foot[data-answer]").forEach(equip);
  }
  function soon() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(look);
  }
  function begin() {
    look();
    const changes = { subtree: true, childList: true };
    new MutationObserver(soon).observe(document.body, changes);
    new MutationObserver(soon).observe(document.documentElement, { attributes: true, attributeFilter: ["lang"] });
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
