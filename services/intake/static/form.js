// The form works without this file. It keeps a second click from waiting, and tells a surrounding page how high the form is.
(() => {
  "use strict";
  const problem = document.getElementById("problem");
  if (problem) problem.focus({ preventScroll: window.parent !== window });

  const form = document.getElementById("form");
  if (form) {
    form.addEventListener("submit", () => form.setAttribute("aria-busy", "true"));
    // Back from the next page: the copy that the browser kept is ready again.
    addEventListener("pageshow", () => form.removeAttribute("aria-busy"));
  }

  if (window.parent === window) return;
  const page = performance.timeOrigin;
  const tell = () => {
    const height = document.body.getBoundingClientRect().height;
    // A height is no secret, and only the sites in frame-ancestors can hold this page.
    window.parent.postMessage({ dossierForm: { height, page } }, "*");
  };
  new ResizeObserver(tell).observe(document.body);
  tell();
})();
