// The search box of every page: `/` goes to it, the arrows walk through what was found, Escape closes it.
(() => {
  "use strict";

  const box = () => [...document.querySelectorAll("[data-find]")].find((each) => each.offsetParent !== null);
  const found = () => document.getElementById("find-hits");
  const links = () => [...document.querySelectorAll("#find-hits a, #hits a")];
  const typing = (target) => target.isContentEditable || target.matches("input, textarea, select");

  function close() {
    if (found()) found().replaceChildren();
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/" && !typing(event.target) && !document.querySelector("dialog[open]")) {
      event.preventDefault();
      const input = box();
      if (!input) {
        location.assign("/search");
        return;
      }
      input.focus();
      input.select();
      return;
    }
    const inside = event.target.closest("#find, .find-page, #hits");
    if (!inside) return;
    if (event.key === "Escape" && found()?.childElementCount) {
      event.preventDefault();
      close();
      box()?.focus();
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const all = [box(), ...links()].filter(Boolean);
    const next = all[all.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });

  // What was found goes away when somebody goes on elsewhere.
  document.addEventListener("click", (event) => {
    if (!event.target.closest("#find")) close();
  });
  document.addEventListener("focusin", (event) => {
    if (!event.target.closest("#find")) close();
  });
})();
