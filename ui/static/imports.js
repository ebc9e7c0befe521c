// The page of imports: what runs is looked at again by itself, and only while somebody looks.
(() => {
  "use strict";
  const part = document.getElementById("ti-running");
  const status = document.getElementById("ti-status");
  const BUSY = 2000, IDLE = 15000;
  let timer = 0, spoken = null, asking = false;
  document.body.classList.add("ti-live");

  const state = () => part.querySelector(".ti-running");
  const busy = () => state()?.dataset.busy === "true";

  function speak() {
    const words = state()?.dataset.summary || "";
    if (spoken !== null && words !== spoken) status.textContent = words; // not on arrival
    spoken = words;
  }

  // Puts new markup in place of old; whoever stands on a button stays on it.
  function place(into, markup) {
    if (into.contains(document.activeElement) && !document.activeElement.id) return;
    const held = into.contains(document.activeElement) ? document.activeElement.id : "";
    into.replaceChildren(...markup);
    if (held) document.getElementById(held)?.focus();
  }

  async function parsed(address) {
    const answer = await fetch(address, { headers: { accept: "text/html" }, cache: "no-store" });
    if (!answer.ok || answer.redirected) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  }

  async function look() {
    if (asking) return;
    asking = true;
    const before = busy();
    try {
      const found = await parsed(part.dataset.from);
      const fresh = found?.querySelector(".ti-running");
      if (fresh) {
        place(part, [fresh]);
        speak();
        if (before && !busy()) { // something ended: the lists below may have changed
          const page = await parsed(part.dataset.page + location.search);
          const lists = page?.getElementById("ti-lists");
          if (lists) place(document.getElementById("ti-lists"), [...lists.childNodes]);
        }
      }
    } catch {
      // the server is away: the next look finds it again
    }
    asking = false;
    plan();
  }

  function plan() {
    clearTimeout(timer);
    if (!document.hidden) timer = setTimeout(look, busy() ? BUSY : IDLE);
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : look()));
  speak();
  plan();

  // Files that are too large are told before they are sent.
  const form = document.getElementById("ti-upload");
  form?.addEventListener("submit", (event) => {
    const files = [...form.querySelector("input[type=file]").files];
    const each = Number(form.dataset.each), all = Number(form.dataset.all);
    const large = files.filter((file) => file.size > each);
    const whole = files.reduce((sum, file) => sum + file.size, 0);
    const error = document.getElementById("ti-files-error");
    error.textContent = "";
    if (large.length || whole > all) {
      event.preventDefault();
      const names = (large.length ? large : files).slice(0, 5).map((file) => file.name).join(", ");
      error.textContent = form.dataset.tooLarge.replace("%", () => names);
    }
  });
})();
