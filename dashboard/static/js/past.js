// The time machine's slider: each step is a moment of the list, the oldest one first; the page follows when it is let go.
(() => {
  "use strict";
  const slide = document.getElementById("past-slide");
  if (!slide) return;
  const moments = [...document.querySelectorAll("#past-moments a")].reverse();
  const said = document.getElementById("past-said");
  slide.addEventListener("input", () => {
    const chosen = moments[Number(slide.value)];
    said.textContent = `${chosen.closest("li").querySelector("time").textContent} · ${chosen.textContent}`;
    slide.setAttribute("aria-valuetext", said.textContent);
  });
  slide.addEventListener("change", () => location.assign(moments[Number(slide.value)].href));
})();
