// The client's signature on the technician's phone: a dialog that gives a name and a PNG, or nothing.
(() => {
  "use strict";

  const dialog = document.getElementById("my-sign");
  if (!dialog || !self.SignaturePad) return;
  const canvas = dialog.querySelector("canvas");
  const name = dialog.querySelector("#my-sign-name");
  const missing = dialog.querySelector("[data-missing]");
  const WIDTH = 600; // pixels of the image, whatever the phone's screen has
  const HEIGHT = 240;
  let pad = null;
  let answer = () => undefined;

  // Asks `client` to sign; gives {name, png} with the image in base64, or null.
  function ask(client) {
    dialog.querySelector("[data-of]").textContent = client;
    name.value = client;
    missing.hidden = true;
    dialog.showModal();
    // A canvas has a size only once it shows. The ink is dark on white in both colour schemes: it is kept on paper.
    const ratio = WIDTH / canvas.clientWidth;
    canvas.width = WIDTH;
    canvas.height = HEIGHT;
    canvas.getContext("2d").scale(ratio, HEIGHT / canvas.clientHeight);
    pad?.off();
    pad = new self.SignaturePad(canvas, { backgroundColor: "#fff", penColor: "#16202a" });
    pad.clear();
    return new Promise((resolve) => {
      answer = resolve;
    });
  }

  dialog.addEventListener("click", (event) => {
    const what = event.target.closest("button[name=what]")?.value;
    if (what === "clear") pad.clear();
    if (what === "close") dialog.close();
    if (what !== "keep") return;
    if (pad.isEmpty() || !name.value.trim()) {
      missing.hidden = false;
      return;
    }
    answer({ name: name.value.trim(), png: pad.toDataURL("image/png").split(",")[1] });
    dialog.close();
  });
  dialog.addEventListener("submit", (event) => event.preventDefault());
  dialog.addEventListener("close", () => answer(null));

  self.DossierSign = ask;
})();
