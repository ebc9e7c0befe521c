// The list of conversations beside the chat: fills <nav id="ts-rail">, searches, renames, shares,
// deletes with undo. Told by the page: "tanya:kept" and
// "tanya:opened" {id, title}. Tells the page, on document:
// "tanya:conversation" (detail: id) to open one, "tanya:deleted" (detail: id) when one has gone.
(() => {
  "use strict";
  const PAUSE = 250; // ms between the last key and a search
  const UNDO = 10000; // ms for which a deletion can be undone here
  const prefix = new URL(document.currentScript.src).pathname.replace(/\/tanya\/conversations\.js$/, "");
  let rail = null;
  let current = new URLSearchParams(location.search).get("c") || "";
  let limit = 0;
  let asked = 0; // answers to older requests are thrown away
  let typing = 0;
  let undoing = 0;

  const piece = (name) => rail?.querySelector(`[data-tc="${name}"]`);
  const item = (id) => rail?.querySelector(`.tc-item[data-conversation="${CSS.escape(id)}"]`);
  const words = (name, title = "") =>
    (rail?.querySelector(".tc-rail")?.dataset[name] || "").replace("{title}", title);

  function say(text) {
    const place = piece("said");
    if (!place) return;
    place.textContent = "";
    setTimeout(() => { place.textContent = text; }, 60); // the same words are said again
  }

  function trouble(there) {
    const place = piece("failed");
    if (!place) return;
    place.hidden = !there;
    place.textContent = there ? words("failed") : "";
  }

  // --- the list ------------------------------------------------------------------------------

  async function load(whole = false) {
    const mine = ++asked;
    const query = rail.querySelector(".tc-search input")?.value.trim() || "";
    const wanted = new URLSearchParams();
    const language = document.querySelector(".ts-head")?.dataset.language;
    if (language) wanted.set("lang", language);
    if (query) wanted.set("q", query);
    if (limit) wanted.set("limit", limit);
    if (!whole) wanted.set("part", "list");
    try {
      const response = await fetch(`${prefix}/conversations?${wanted}`, { headers: { accept: "text/html" } });
      const text = await response.text();
      if (mine !== asked || !rail) return false;
      if (!response.ok || response.redirected) throw new Error(String(response.status));
      draw(whole ? rail : piece("list"), text);
      trouble(false);
    } catch {
      if (mine === asked) trouble(true);
      return false;
    }
    if (query) say(piece("count")?.dataset.text || "");
    return true;
  }

  function draw(place, text) {
    const focus = place.contains(document.activeElement) ? place_of(document.activeElement) : null;
    const scroll = rail.scrollTop;
    place.innerHTML = text; // drawn by our own server, everything in it escaped
    mark();
    rail.scrollTop = scroll;
    if (focus) refocus(focus);
  }

  const place_of = (element) => ({
    id: element.closest(".tc-item")?.dataset.conversation,
    search: element.matches(".tc-search input"),
    at: [...rail.querySelectorAll(".tc-item")].indexOf(element.closest(".tc-item")),
  });

  function refocus({ id, search, at }) {
    const items = [...rail.querySelectorAll(".tc-item")];
    const found = (id && item(id)) || items[Math.min(Math.max(at, 0), items.length - 1)];
    const target = (!search && found?.querySelector(".ts-rail-open")) || rail.querySelector(".tc-search input");
    target?.focus();
  }

  function mark() {
    for (const each of rail?.querySelectorAll(".ts-rail-open") || []) {
      if (each.dataset.conversation === current) each.setAttribute("aria-current", "true");
      else each.removeAttribute("aria-current");
    }
  }

  // --- what is done to one -------------------------------------------------------------------

  async function send(id, what, form) {
    try {
      const response = await fetch(`${prefix}/conversations/${encodeURIComponent(id)}/${what}`, { method: "POST", body: form });
      if (!response.ok || response.redirected) throw new Error(String(response.status));
      return await response.json();
    } catch {
      trouble(true);
      return null;
    }
  }

  function unfold(line, which) { // "" folds all
    for (const each of rail.querySelectorAll(".tc-item")) {
      const mine = each === line;
      each.querySelector(".tc-ways").hidden = !(mine && which === ".tc-ways");
      each.querySelector(".tc-rename").hidden = !(mine && which === ".tc-rename");
      each.querySelector(".tc-link").hidden = !(mine && which === ".tc-link");
      each.querySelector(".tc-menu").setAttribute("aria-expanded", String(mine && which === ".tc-ways"));
    }
  }

  const titled = (line) => line.querySelector(".tc-title").textContent;

  async function share(id) {
    const done = await send(id, "share");
    if (!done) return;
    await load();
    const line = item(id);
    if (!line) return;
    unfold(line, ".tc-link");
    const field = line.querySelector(".tc-link input");
    field.value = new URL(done.path, location.href).href;
    field.focus();
    field.select();
    let copied = false;
    try {
      await navigator.clipboard.writeText(field.value); // not there on plain HTTP
      copied = true;
    } catch {
      copied = document.execCommand("copy");
    }
    const told = words(copied ? "copied" : "byHand");
    line.querySelector(".tc-hint").textContent = told;
    say(told);
  }

  async function remove(id, title) {
    if (!(await send(id, "delete"))) return;
    if (id === current) current = "";
    await load();
    piece("undo-text").textContent = words("deleted", title);
    const bar = piece("undo");
    bar.hidden = false;
    bar.dataset.conversation = id;
    bar.dataset.title = title;
    bar.querySelector("button").focus();
    say(words("deleted", title));
    count_down();
    document.dispatchEvent(new CustomEvent("tanya:deleted", { detail: id }));
  }

  // The time runs only while nobody points at the bar or has it in focus by the keyboard.
  function count_down() {
    clearTimeout(undoing);
    undoing = setTimeout(() => {
      const bar = piece("undo");
      if (!bar) return;
      if (bar.matches(":hover") || bar.querySelector(":focus-visible")) return count_down();
      const inside = bar.contains(document.activeElement);
      bar.hidden = true;
      if (inside) refocus({ at: 0 });
    }, UNDO);
  }

  async function restore() {
    const bar = piece("undo");
    const { conversation, title } = bar.dataset;
    clearTimeout(undoing);
    if (!(await send(conversation, "restore"))) return;
    bar.hidden = true;
    await load();
    refocus({ id: conversation, at: 0 });
    say(words("restored", title));
  }

  const deeds = {
    menu: (line) => unfold(line, line.querySelector(".tc-ways").hidden ? ".tc-ways" : ""),
    rename: (line) => {
      unfold(line, ".tc-rename");
      line.querySelector(".tc-rename input").focus();
      line.querySelector(".tc-rename input").select();
    },
    cancel: fold,
    share: (line) => share(line.dataset.conversation),
    unshare: async (line) => {
      const id = line.dataset.conversation;
      if (!(await send(id, "unshare"))) return;
      await load();
      refocus({ id, at: 0 });
      say(words("unshared"));
    },
    delete: (line) => remove(line.dataset.conversation, titled(line)),
    restore,
    more: async (_, button) => {
      const before = rail.querySelectorAll(".tc-item").length;
      limit = Number(button.dataset.limit);
      if (await load()) rail.querySelectorAll(".tc-item")[before]?.querySelector("button").focus();
    },
  };

  function fold(line) {
    unfold(null, "");
    line.querySelector(".tc-menu").focus();
  }

  // --- events --------------------------------------------------------------------------------

  function clicked(event) {
    const opened = event.target.closest("button.ts-rail-open");
    const button = event.target.closest("[data-deed]");
    if (opened) {
      current = opened.dataset.conversation;
      mark();
      document.dispatchEvent(new CustomEvent("tanya:conversation", { detail: current }));
    } else if (button) deeds[button.dataset.deed]?.(button.closest(".tc-item"), button);
  }

  async function submitted(event) {
    event.preventDefault();
    if (event.target.matches(".tc-search")) return void load();
    const id = event.target.closest(".tc-item").dataset.conversation;
    if (!(await send(id, "rename", new URLSearchParams(new FormData(event.target))))) return;
    await load();
    refocus({ id, at: 0 });
    say(words("renamed"));
  }

  function pressed(event) {
    const line = event.target.closest(".tc-item");
    if (event.key === "Escape" && line && !event.target.matches(".ts-rail-open")) {
      event.stopPropagation(); // it closes nothing else
      event.preventDefault();
      fold(line);
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !event.target.matches(".ts-rail-open")) return;
    const all = [...rail.querySelectorAll(".ts-rail-open")];
    all[all.indexOf(event.target) + step]?.focus();
    event.preventDefault();
  }

  function begin(found) {
    rail = found;
    limit = 0;
    if (!rail.dataset.tcReady) {
      rail.dataset.tcReady = "1";
      rail.addEventListener("click", clicked);
      rail.addEventListener("submit", submitted);
      rail.addEventListener("keydown", pressed);
      rail.addEventListener("input", (event) => {
        if (!event.target.matches(".tc-search input")) return;
        clearTimeout(typing);
        typing = setTimeout(() => { limit = 0; load(); }, PAUSE);
      });
    }
    load(true);
  }

  // The page draws the rail after this script, and may draw it anew.
  const look = () => {
    const found = document.getElementById("ts-rail");
    if (found && found !== rail) begin(found);
  };
  new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true });
  new MutationObserver(() => { if (rail) load(true); })
    .observe(document.documentElement, { attributes: true, attributeFilter: ["lang"] });
  look();

  const at = ({ detail }) => {
    current = detail?.id || "";
    mark();
  };
  document.addEventListener("tanya:opened", at);
  document.addEventListener("tanya:kept", (event) => {
    at(event);
    const first = rail?.querySelector(".tc-item");
    if (rail && current && first?.dataset.conversation !== current) load();
  });
  document.addEventListener("tanya:kept-now", ({ detail }) => {
    if (detail?.new) at({}); // a new conversation has no name yet
  });
})();
