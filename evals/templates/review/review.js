"use strict";
(() => {
  const body = document.body, name = `tanya-review:${body.dataset.sheet}`;
  const items = [...document.querySelectorAll(".item")];
  const places = [...document.querySelectorAll("#places button")];
  const get = (id) => document.getElementById(id);
  let at = 0, answers = {}, keeps = true;

  const asks = (item) => [...item.querySelectorAll(".ask")];
  const given = (ask) => ask.querySelector("input:checked");
  const full = (item) => asks(item).every(given);

  function keep() {
    try { localStorage.setItem(name, JSON.stringify(answers)); } catch { keeps = false; }
    const now = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    get("state").textContent = keeps ? `${body.dataset.kept} · ${now}` : body.dataset.unkept;
  }

  function restore() {
    try { answers = JSON.parse(localStorage.getItem(name)) || {}; } catch { answers = {}; }
    if (typeof answers !== "object" || Array.isArray(answers)) answers = {};
    for (const field of document.querySelectorAll("input, textarea")) {
      const value = answers[field.name];
      if (typeof value !== "string") continue;
      if (field.type === "radio") field.checked = field.value === value; else field.value = value;
    }
  }

  function count() {
    const done = items.filter(full).length;
    get("done").textContent = done;
    get("bar").style.setProperty("width", `${100 * done / items.length}%`);
    items.forEach((item, i) => places[i].classList.toggle("full", full(item)));
  }

  function light(ask, scroll) {
    document.querySelectorAll(".ask.now").forEach((each) => each.classList.remove("now"));
    if (!ask) return;
    ask.classList.add("now");
    if (scroll) ask.scrollIntoView({ block: "nearest" });
  }

  function show(index) {
    at = Math.max(0, Math.min(items.length - 1, index));
    items.forEach((item, i) => { item.hidden = i !== at; });
    places.forEach((place, i) => i === at ? place.setAttribute("aria-current", "step") : place.removeAttribute("aria-current"));
    get("previous").disabled = at === 0;
    get("next").disabled = at === items.length - 1;
    const right = items[at].querySelector(".right"), first = right.querySelector("mark");
    right.scrollTop = first ? Math.max(0, first.offsetTop - right.offsetTop - 80) : 0;
    light(asks(items[at]).find((ask) => !given(ask)) || asks(items[at])[0], false);
  }

  function go(index) { show(index); scrollTo(0, 0); items[at].querySelector("h2").focus({ preventScroll: true }); }

  function step(by) {
    const all = asks(items[at]), now = all.findIndex((ask) => ask.classList.contains("now"));
    light(all[Math.max(0, Math.min(all.length - 1, now + by))], true);
  }

  function csv() {
    const split = body.dataset.delimiter;
    const cell = (text) => /["\r\n]/.test(text) || text.includes(split) ? `"${text.replaceAll('"', '""')}"` : text;
    const harmless = (text) => /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    const rows = [["sheet", "reader", "item", "field", "text", "value"]];
    for (const item of items) {
      const head = [body.dataset.sheet, body.dataset.reader, item.dataset.code];
      for (const ask of asks(item)) rows.push([...head, ask.dataset.field, "", given(ask)?.value || ""]);
      const note = item.querySelector("textarea").value.replace(/\s+/g, " ").trim();
      rows.push([...head, "comment", "", harmless(note)]);
    }
    return "\ufeff" + rows.map((row) => row.map(cell).join(split)).join("\r\n") + "\r\n";
  }

  function save() {
    const open = items.findIndex((item) => !full(item));
    document.querySelectorAll(".ask").forEach((ask) => ask.classList.toggle("missing", !given(ask)));
    if (open >= 0) get("state").textContent = `${body.dataset.unfinished}: ${items.map((item, i) => full(item) ? 0 : i + 1).filter(Boolean).join(", ")}`;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([csv()], { type: "text/csv" }));
    link.download = `sheet-${body.dataset.reader}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  document.addEventListener("change", (event) => {
    const field = event.target;
    if (!field.name) return;
    answers[field.name] = field.value;
    keep(); count();
    const ask = field.closest(".ask");
    if (ask) { ask.classList.remove("missing"); light(ask, false); }
  });
  document.addEventListener("input", (event) => {
    if (event.target.tagName === "TEXTAREA") { answers[event.target.name] = event.target.value; keep(); }
  });
  document.addEventListener("focusin", (event) => {
    const ask = event.target.closest(".ask");
    if (ask) light(ask, false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.tagName === "TEXTAREA") return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (event.target.closest(".right")) return;
      step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "ArrowRight") go(at + 1);
    else if (event.key === "ArrowLeft") go(at - 1);
    else if ("123".includes(event.key)) {
      const field = items[at].querySelectorAll(".ask.now input")[Number(event.key) - 1];
      if (!field) return;
      field.checked = true;
      field.dispatchEvent(new Event("change", { bubbles: true }));
      step(1);
    } else return;
    event.preventDefault();
  });
  places.forEach((place, i) => place.addEventListener("click", () => go(i)));
  get("previous").addEventListener("click", () => go(at - 1));
  get("next").addEventListener("click", () => go(at + 1));
  document.querySelectorAll(".onward").forEach((each) => each.addEventListener("click", () => go(at + 1)));
  get("save").addEventListener("click", save);
  restore(); count();
  show(Math.max(0, items.findIndex((item) => !full(item))));
  keep();
})();
