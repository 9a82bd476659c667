// A running clock shows how long it has run: [data-since] is when it was started.
(() => {
  "use strict";
  const TICK_MS = 15000;

  function tick() {
    for (const place of document.querySelectorAll("[data-since]")) {
      const minutes = Math.max(0, Math.floor((Date.now() - Date.parse(place.dataset.since)) / 60000));
      place.textContent = `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")}`;
    }
  }

  tick();
  setInterval(tick, TICK_MS);
  document.addEventListener("htmx:afterSettle", tick);
})();
