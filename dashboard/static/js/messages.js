// A ready answer goes into the reply at one choice; what was typed already stays before it.
(() => {
  "use strict";
  const show = () => {
    for (const field of document.querySelectorAll("[data-script][hidden]")) field.hidden = false;
  };
  document.addEventListener("change", (event) => {
    const pick = event.target.closest("[data-snippet]");
    if (!pick || !pick.value) return;
    const body = document.getElementById(pick.dataset.snippet);
    body.value = body.value.trim() ? `${body.value.trimEnd()}\n\n${pick.value}` : pick.value;
    pick.value = "";
    body.dispatchEvent(new Event("input", { bubbles: true }));
    body.focus();
  });
  document.addEventListener("htmx:afterSettle", show);
  show();
})();
