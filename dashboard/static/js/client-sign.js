// The client's drawn signature on a quote: every stroke is put into the form as a PNG in base64.
(() => {
  "use strict";

  const WIDTH = 600; // pixels of the image, whatever the screen has
  const HEIGHT = 240;

  // A canvas has a size only once it shows. The ink is dark on white in both colour schemes: it is kept on paper.
  const start = (fold) => {
    const canvas = fold.querySelector("canvas");
    const field = fold.querySelector("[name=signature]");
    if (fold.dataset.ready || !canvas.clientWidth) return;
    fold.dataset.ready = "1";
    const ratio = WIDTH / canvas.clientWidth;
    const tall = HEIGHT / canvas.clientHeight;
    canvas.width = WIDTH;
    canvas.height = HEIGHT;
    canvas.getContext("2d").scale(ratio, tall);
    const pad = new self.SignaturePad(canvas, { backgroundColor: "#fff", penColor: "#16202a" });
    pad.addEventListener("endStroke", () => {
      field.value = pad.toDataURL("image/png").split(",")[1];
    });
    fold.querySelector("[data-clear]").addEventListener("click", () => {
      pad.clear();
      field.value = "";
    });
  };

  // `toggle` does not bubble; listening on the way down also finds a form that was put on the page later.
  document.addEventListener(
    "toggle",
    (event) => {
      if (event.target.matches?.("[data-drawn]") && event.target.open && self.SignaturePad) start(event.target);
    },
    true,
  );
})();
