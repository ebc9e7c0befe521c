// The conversation as the browser keeps it. The server sends one turn at a time (ui/drawn.py);
// what is drawn already stays where it is, so that nothing jumps, nothing is read aloud twice,
// and a long conversation costs no more than a short one.
(() => {
  "use strict";

  const log = () => document.getElementById("ts-turns");
  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  const parsed = (html) => {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    return holder.content;
  };

  // What a person has opened, and what another script has hung on, outlives an update.
  const OWN = new Set(["open", "hidden", "aria-expanded"]);
  const hung = (node) => node.nodeType === 1 && node.hasAttribute("data-hung");
  const alike = (one, other) =>
    one.nodeType === other.nodeType &&
    one.nodeName === other.nodeName &&
    one.id === other.id &&
    one.className === other.className;

  function morph(old, fresh) {
    if (old.isEqualNode(fresh)) return;
    if (old.nodeType !== 1 || old.nodeName === "TEMPLATE") {
      old.replaceWith(fresh.cloneNode(true));
      return;
    }
    for (const { name } of [...old.attributes]) {
      if (!fresh.hasAttribute(name) && !OWN.has(name)) old.removeAttribute(name);
    }
    for (const { name, value } of fresh.attributes) {
      if (old.getAttribute(name) !== value && !OWN.has(name)) old.setAttribute(name, value);
    }
    let at = old.firstChild;
    const next = () => {
      while (at && hung(at)) at = at.nextSibling;
      return at;
    };
    for (const wanted of fresh.childNodes) {
      let match = next();
      while (match && !alike(match, wanted)) match = match.nextSibling;
      if (match && wanted.nodeType === 1) {
        while (at !== match) {
          const gone = at;
          at = at.nextSibling;
          if (!hung(gone)) gone.remove();
        }
        at = match.nextSibling;
        morph(match, wanted);
      } else if (next() && alike(at, wanted)) {
        const same = at;
        at = at.nextSibling;
        morph(same, wanted);
      } else {
        old.insertBefore(wanted.cloneNode(true), at);
      }
    }
    while (next()) {
      const gone = at;
      at = at.nextSibling;
      gone.remove();
    }
  }

  function drawTurn({ turn, run, oldest, html }) {
    const fresh = parsed(html).firstElementChild;
    const old = document.getElementById(`giliran-${turn}`);
    for (const each of [...log().children]) {
      const number = Number(each.id.split("-")[1]);
      if (number < oldest || (number > turn && each !== old)) each.remove();
    }
    if (old?.dataset.run === String(run)) return morph(old, fresh);
    if (old) old.replaceWith(fresh);
    else log().append(fresh);
    // The question stands at the top, and its answer grows below it without anything moving.
    const scroller = log().scrollHeight > log().clientHeight + 1 ? log() : null;
    if (scroller) {
      const top = scroller.scrollTop + fresh.getBoundingClientRect().top;
      const to = top - scroller.getBoundingClientRect().top - 22;
      scroller.scrollTo({ top: to, behavior: calm() ? "auto" : "smooth" });
    }
  }

  function drawAll({ html, label }) {
    const place = log();
    const kept = place.scrollTop;
    const before = place.childElementCount;
    // Drawn anew in another language, or opened: nobody wants all of it read aloud.
    place.setAttribute("aria-live", "off");
    place.replaceChildren(parsed(html));
    place.setAttribute("aria-label", label);
    setTimeout(() => place.setAttribute("aria-live", "polite"), 500);
    place.scrollTop = place.childElementCount === before ? kept : place.scrollHeight;
  }

  const waiting = [];
  function draw(value) {
    if (!value) return;
    if (!log()) return void waiting.push(value); // the page is still being drawn
    if (value.all) drawAll(value);
    else drawTurn(value);
    document.dispatchEvent(new CustomEvent("tanya:turns"));
  }

  document.addEventListener("tanya:drawn", ({ detail }) => draw(detail));
  document.addEventListener("tanya:following", ({ detail }) => {
    const turn = detail && document.getElementById(`giliran-${detail.turn}`);
    if (!turn || turn.dataset.run !== String(detail.run)) return;
    turn.querySelector(":scope > .ts-next")?.remove();
    turn.append(parsed(detail.html));
  });
  new MutationObserver((_, observer) => {
    if (!log()) return;
    observer.disconnect();
    waiting.splice(0).forEach(draw);
  }).observe(document.documentElement, { childList: true, subtree: true });

  // ---- stored conversations and the page's address ----

  const address = () => new URL(location.href);
  const opened = () => address().searchParams.get("c") || "";
  function remember(id, method) {
    const url = address();
    url.searchParams.delete("q");
    if (id) url.searchParams.set("c", id);
    else url.searchParams.delete("c");
    if (url.href !== location.href) history[method](null, "", url);
  }
  const turnPage = (id, deleted = "") =>
    document.dispatchEvent(new CustomEvent("tanya:turn-page", { detail: { id, deleted } }));
  const tell = (name, id, title = "") =>
    document.dispatchEvent(new CustomEvent(name, { detail: { id, title } }));

  document.addEventListener("tanya:kept-now", ({ detail }) => {
    if (!detail) return;
    if (detail.new) return remember("", "pushState");
    if (detail.left) {
      // A question was stopped by going on: the list shows where it is kept, and what is open stays.
      tell("tanya:kept", detail.id);
      return tell("tanya:opened", opened());
    }
    remember(detail.id, "replaceState"); // the first answer gave the conversation its name
    tell(detail.opened ? "tanya:opened" : "tanya:kept", detail.id, detail.title);
  });
  document.addEventListener("tanya:conversation", ({ detail }) => {
    const id = typeof detail === "string" ? detail : detail?.id || "";
    if (id === opened() && log()?.childElementCount) return;
    remember(id, "pushState");
    turnPage(id);
  });
  document.addEventListener("tanya:deleted", ({ detail }) => {
    const id = typeof detail === "string" ? detail : detail?.id || "";
    if (!id || id !== opened()) return;
    remember("", "replaceState");
    turnPage("", id);
  });
  addEventListener("popstate", () => turnPage(opened()));
})();
