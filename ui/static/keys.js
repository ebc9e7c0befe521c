// The keyboard's shortcuts, the help, the menu and the list of conversations that slides in.
(() => {
  "use strict";

  const box = () => document.querySelector("#ts-box textarea");
  const help = () => document.getElementById("ts-help-box");
  const rail = () => document.getElementById("ts-rail");
  const railer = () => document.querySelector("[data-do=rail]");
  const menu = () => document.querySelector("[data-do=menu]");
  const wide = matchMedia("(min-width: 1200px)");
  const shown = (element) => Boolean(element?.checkVisibility?.() ?? element?.offsetParent);
  const stored = (key) => localStorage.getItem(key);
  let drawer = false; // open over the page, on a narrow screen

  // ---- the list of conversations ----

  const railOpen = () => (wide.matches ? stored("tanya-rail") !== "closed" : drawer);
  function settle() {
    const button = railer();
    if (!button || !rail()) return;
    const open = railOpen();
    const over = open && !wide.matches;
    document.body.classList.toggle("ts-railed", open);
    document.body.classList.toggle("ts-railed-over", over);
    if (button.getAttribute("aria-expanded") !== String(open)) {
      button.setAttribute("aria-expanded", String(open));
    }
    if (rail().getAttribute("aria-label") !== button.ariaLabel) rail().ariaLabel = button.ariaLabel;
    document.querySelectorAll("#ts-left, #ts-right").forEach((part) => {
      if (part.inert !== over) part.inert = over;
    });
  }
  function toggleRail(open) {
    if (wide.matches) localStorage.setItem("tanya-rail", open ? "open" : "closed");
    else drawer = open;
    settle();
    if (wide.matches) return;
    if (!open) return railer()?.focus();
    rail().tabIndex = -1;
    rail().focus({ preventScroll: true });
  }
  wide.addEventListener("change", () => {
    drawer = false;
    settle();
  });
  document.addEventListener("tanya:conversation", () => {
    if (drawer) toggleRail(false);
  });

  // ---- the menu of pages ----

  function toggleMenu(open) {
    const button = menu();
    if (button) button.setAttribute("aria-expanded", String(open));
  }

  // ---- what is pressed and clicked ----

  const keysOn = () => stored("tanya-keys") !== "off";
  function showHelp() {
    const dialog = help();
    if (!dialog || dialog.open) return;
    dialog.querySelector("[data-do=keys]").checked = keysOn();
    dialog.showModal();
  }

  async function signOut() {
    await fetch("sign-out", { method: "POST", redirect: "manual" });
    location.assign("./");
  }

  document.addEventListener("click", (event) => {
    const what = event.target.closest("[data-do]")?.dataset.do;
    if (what === "rail") toggleRail(!railOpen());
    else if (drawer && !event.target.closest("#ts-side, #ts-header")) toggleRail(false);
    if (what === "menu") toggleMenu(menu().getAttribute("aria-expanded") !== "true");
    else if (!event.target.closest(".ts-ways")) toggleMenu(false);
    if (what === "help") showHelp();
    if (what === "close") help()?.close();
    if (event.target === help()) help().close(); // beside the box
    if (what === "sign-out") signOut();
    document.querySelectorAll("details.ts-menu[open]").forEach((one) => {
      if (!one.contains(event.target) || event.target.closest("a")) one.open = false;
    });
  });
  document.addEventListener("change", ({ target }) => {
    if (target.dataset.do === "keys") localStorage.setItem("tanya-keys", target.checked ? "on" : "off");
  });

  // Escape closes what is open, the innermost first; only then it stops the answer.
  function escape() {
    const details = document.querySelector("details.ts-menu[open]");
    if (details) {
      details.open = false;
      details.querySelector("summary").focus();
    } else if (menu()?.getAttribute("aria-expanded") === "true") {
      toggleMenu(false);
      menu().focus();
    } else if (drawer) {
      toggleRail(false);
    } else if (keysOn() && shown(document.querySelector("#ts-stop"))) {
      document.querySelector("#ts-stop").click();
    } else return false;
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || help()?.open) return;
    const { target, key } = event;
    if (key === "Escape") {
      if (escape()) event.preventDefault();
      return;
    }
    if (!keysOn()) return;
    const press = (selector) => {
      const button = [...document.querySelectorAll(selector)].findLast(shown);
      if (!button) return;
      event.preventDefault();
      button.click();
    };
    if (event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      if (event.code === "KeyN") press("#ts-new");
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (key === "ArrowUp" && target === box() && !target.value) {
      return press("button.ts-newest[value$='-change']");
    }
    // Single letters only where nothing is being written (WCAG 2.1.4).
    if (target.closest?.("input, textarea, select, [contenteditable]")) return;
    if (key === "/") {
      event.preventDefault();
      box()?.focus();
    } else if (key === "?") {
      event.preventDefault();
      showHelp();
    }
  });

  new MutationObserver(settle).observe(document.documentElement, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ["aria-expanded"],
  });
})();
