// Evidence in the browser: neighbouring sentences on demand, the whole article beside the chat,
// jumping between highlights, and abbreviations explained. Nothing leaves this program's address.
(() => {
  "use strict";

  // The prefix of a reverse proxy, from this script's own address.
  const prefix = new URL(document.currentScript.src).pathname.replace(/\/tanya\/evidence\.js$/, "");
  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  const make = (tag, values = {}, text = "") => {
    const made = Object.assign(document.createElement(tag), values);
    if (text) made.textContent = text;
    return made;
  };

  function bring(target, block) {
    target.scrollIntoView({ behavior: calm() ? "auto" : "smooth", block });
    target.focus({ preventScroll: true });
    // A second jump while the first still scrolls can end short of both.
    setTimeout(() => {
      if (document.activeElement === target) target.scrollIntoView({ block: "nearest" });
    }, 900);
  }

  // ---- the sentences before and after ----

  async function widen(button) {
    const said = button.parentElement.querySelector(".ts-said");
    const quote = button.parentElement.previousElementSibling;
    const { around, start, end, proof } = button.dataset;
    const asked = new URLSearchParams({ start, end, proof });
    button.disabled = true;
    try {
      const reply = await fetch(`${prefix}/reader/${encodeURIComponent(around)}/around?${asked}`, {
        headers: { accept: "application/json" },
      });
      const found = await reply.json();
      if (found.moved) return void (said.textContent = button.dataset.moved);
      if (!reply.ok || found.error) throw new Error(found.error);
      if (found.before) quote.prepend(make("span", { className: "ts-neighbour" }, found.before));
      if (found.after) quote.append(make("span", { className: "ts-neighbour" }, found.after));
      Object.assign(button.dataset, { start: found.start, end: found.end, proof: found.proof });
      const shown = quote.querySelectorAll(".ts-neighbour");
      said.textContent = shown.length ? "" : button.dataset.none;
      button.disabled = false;
      button.hidden = !found.more; // nothing is offered that cannot come
      const next = found.more ? button : shown[0];
      if (next && next !== button) next.tabIndex = -1;
      next?.focus({ preventScroll: true });
    } catch {
      said.textContent = button.dataset.failed;
      button.disabled = false;
    }
  }

  // ---- the whole article, in the place of the panel ----

  let opened = null; // { box, link, scrolled, watch }

  async function read(link) {
    const panel = link.closest("#ts-evidence");
    const words = panel.querySelector(".ts-evidence").dataset;
    const address = link.getAttribute("href");
    let text;
    try {
      const reply = await fetch(`${address}${address.includes("?") ? "&" : "?"}fragment=1`);
      text = await reply.text();
      // Signed out meanwhile, or no such part: the page of its own says why.
      if (reply.redirected || !text.includes("ts-whole")) throw new Error("not the reader");
    } catch {
      return location.assign(link.href);
    }
    shut(false);
    const box = make("section", { id: "ts-reader", className: "ts-reader-box" });
    box.setAttribute("aria-label", words.reader);
    const head = make("p", { className: "ts-reader-head" });
    const back = make("button", { type: "button", className: "ts-quiet ts-shut" }, words.back);
    const apart = make("a", { href: address, target: "_blank", rel: "noopener" }, words.apart);
    head.append(back, apart);
    const inside = make("div", { className: "ts-reader-inside" });
    inside.innerHTML = text; // drawn and escaped by this program's own server
    box.append(head, inside);
    panel.before(box);
    const scroller = panel.parentElement;
    opened = { box, link, panel, scroller, scrolled: scroller.scrollTop, watch: null };
    panel.hidden = true;
    const turn = words.turn;
    opened.watch = new MutationObserver(() => {
      const now = panel.querySelector(".ts-evidence")?.dataset.turn;
      if (now !== turn) shut(false); // another answer's evidence has come
    });
    opened.watch.observe(panel, { childList: true, subtree: true, attributeFilter: ["data-turn"] });
    scroller.scrollTop = 0;
    prepare(box);
    const first = box.querySelector("mark[id]");
    if (first) go(box.querySelector(".ts-whole"), 1);
    else bring(box.querySelector(".ts-title"), "start");
  }

  function shut(refocus = true) {
    if (!opened) return false;
    const { box, link, panel, scroller, scrolled, watch } = opened;
    opened = null;
    watch.disconnect();
    box.remove();
    panel.hidden = false;
    scroller.scrollTop = scrolled;
    if (refocus && link.isConnected) link.focus({ preventScroll: scroller.scrollHeight > scroller.clientHeight });
    return true;
  }

  // The version that was cited, or that of now, in the same place.
  async function change(link) {
    const inside = link.closest(".ts-reader-inside");
    const href = link.getAttribute("href");
    try {
      const reply = await fetch(`${href}${href.includes("?") ? "&" : "?"}fragment=1`);
      const text = await reply.text();
      if (reply.redirected || !text.includes("ts-whole")) throw new Error("not the reader");
      inside.innerHTML = text; // drawn and escaped by this program's own server
    } catch {
      return location.assign(link.href);
    }
    const apart = inside.parentElement.querySelector(".ts-reader-head a");
    if (apart) apart.href = href;
    prepare(inside);
    if (inside.querySelector("mark[id]")) go(inside.querySelector(".ts-whole"), 1);
    inside.querySelector('.ts-version[aria-current="true"]')?.focus({ preventScroll: true });
  }

  // ---- from highlight to highlight ----

  function prepare(root) {
    root.querySelectorAll("[data-jump]").forEach((button) => (button.hidden = false));
  }

  function go(whole, step, exact = 0) {
    const marks = [...whole.querySelectorAll("mark[id]")];
    if (!marks.length) return;
    const now = marks.findIndex((mark) => mark.classList.contains("ts-lit"));
    const next = exact ? exact - 1 : (now + step + marks.length) % marks.length;
    whole.querySelectorAll("mark.ts-lit").forEach((mark) => mark.classList.remove("ts-lit"));
    marks[next].classList.add("ts-lit");
    const told = whole.dataset.place.replace("{place}", next + 1).replace("{count}", marks.length);
    const place = whole.querySelector(".ts-place");
    if (place) place.textContent = told;
    bring(marks[next], "center");
  }

  // ---- abbreviations: hover, focus or tap shows, Escape or leaving hides (WCAG 1.4.13) ----

  const tip = make("span", { id: "ts-tip", className: "ts-tip", hidden: true });
  tip.setAttribute("role", "tooltip");
  let anchor = null;
  let leaving = 0;

  function explain(button) {
    clearTimeout(leaving);
    if (anchor === button) return;
    hush();
    anchor = button;
    tip.textContent = button.dataset.meaning;
    (button.closest("main") || document.body).append(tip);
    tip.hidden = false;
    button.setAttribute("aria-describedby", tip.id);
    put();
  }

  function put() {
    if (!anchor) return;
    if (!anchor.isConnected) return hush();
    const at = anchor.getBoundingClientRect();
    const width = Math.min(tip.offsetWidth, innerWidth - 16);
    const below = at.bottom + tip.offsetHeight + 8 < innerHeight;
    tip.style.left = `${Math.max(8, Math.min(at.left, innerWidth - width - 8))}px`;
    tip.style.top = `${below ? at.bottom + 4 : Math.max(8, at.top - tip.offsetHeight - 4)}px`;
  }

  function hush() {
    clearTimeout(leaving);
    if (!anchor) return false;
    anchor.removeAttribute("aria-describedby");
    anchor = null;
    tip.hidden = true;
    return true;
  }

  document.addEventListener("pointerover", (event) => {
    const button = event.target.closest?.("button.ts-abbr");
    if (button && event.pointerType === "mouse") explain(button);
    else if (event.target === tip) clearTimeout(leaving);
  });
  document.addEventListener("pointerout", (event) => {
    if (!anchor || event.pointerType !== "mouse") return;
    if (event.target !== tip && !event.target.closest?.("button.ts-abbr")) return;
    if (document.activeElement === anchor) return; // shown by focus: it stays until that leaves
    clearTimeout(leaving);
    leaving = setTimeout(hush, 200); // time to reach the explanation itself
  });
  document.addEventListener("focusin", (event) => {
    const button = event.target.closest("button.ts-abbr");
    if (button) explain(button);
    else hush();
  });
  document.addEventListener("scroll", put, { capture: true, passive: true });
  addEventListener("resize", put);

  // ---- one listener for clicks, one for keys ----

  document.addEventListener(
    "click",
    (event) => {
      const at = event.target.closest?.(
        "button.ts-abbr, [data-around], a.ts-reader, a.ts-version, .ts-shut, [data-jump], a.ts-jump-to, a.ts-cite, a.ts-open, circle[data-cite]",
      );
      if (!at) return void (event.target !== tip && hush());
      if (at.matches("button.ts-abbr")) return explain(at);
      hush();
      if (at.matches("circle")) {
        const cites = [...at.closest(".ts-series").querySelectorAll("a.ts-cite")];
        return void cites.find((cite) => cite.getAttribute("href") === at.dataset.cite)?.click();
      }
      if (at.matches("a.ts-cite, a.ts-open")) return void shut(false); // page.js opens it then
      if (at.matches("[data-around]")) return void widen(at);
      if (at.matches(".ts-shut")) return void shut();
      if (at.matches("[data-jump]")) return go(at.closest(".ts-whole"), Number(at.dataset.jump));
      if (at.matches("a.ts-jump-to")) {
        event.preventDefault();
        return go(at.closest(".ts-whole"), 0, Number(at.getAttribute("href").split("-").at(-1)));
      }
      if (event.ctrlKey || event.metaKey || event.shiftKey || !at.closest("#ts-evidence, #ts-reader")) return;
      event.preventDefault();
      if (at.matches("a.ts-version")) change(at);
      else read(at);
    },
    true,
  );
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && (hush() || shut())) return event.stopPropagation();
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { n: 1, p: -1 }[event.key];
    const whole = document.activeElement?.closest(".ts-whole"); // only where the reader has focus
    if (step && whole) {
      event.preventDefault();
      go(whole, step);
    }
  });

  // The reader as a page of its own begins at its first highlight.
  addEventListener("DOMContentLoaded", () => {
    const whole = document.querySelector(".ts-reader-page .ts-whole");
    if (!whole) return;
    prepare(whole);
    const named = /^#sorot-(\d+)$/.exec(location.hash);
    if (whole.querySelector("mark[id]")) go(whole, 1, named ? Number(named[1]) : 0);
  });
})();
