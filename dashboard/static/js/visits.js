// How long a time is still kept, counted down on the page of who keeps it.
(() => {
  "use strict";
  const shown = document.querySelector("[data-until]");
  if (!shown) return;
  const until = Date.parse(shown.dataset.until);
  const tick = () => {
    const left = Math.max(0, Math.ceil((until - Date.now()) / 1000));
    shown.textContent = left
      ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`
      : shown.dataset.over;
    if (!left) clearInterval(clock);
  };
  const clock = setInterval(tick, 1000);
  tick();
})();
