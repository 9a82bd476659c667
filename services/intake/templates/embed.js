// Puts the request form where this script's own tag stands:
//   <script src="…/f/<site>/embed.js" async data-lang="fr"></script>
(() => {
  "use strict";
  const titles = {{ titles | tojson }};
  const script = document.currentScript;
  // The script knows where it came from; a loader that hides this gets the configured address.
  const page = script && script.src ? new URL(script.src.replace(/\/embed\.js.*$/, "")) : new URL({{ page | tojson }});
  const wanted = (script && script.dataset.lang) || document.documentElement.lang || navigator.language || "fr";
  const language = wanted.toLowerCase().startsWith("en") ? "en" : "fr";
  page.searchParams.set("embed", "1");
  page.searchParams.set("lang", language);

  const frame = document.createElement("iframe");
  frame.src = page.href;
  frame.title = titles[language];
  frame.style.cssText = "display:block;width:100%;height:60rem;border:0;background:transparent;color-scheme:normal";

  let shown = 0;
  addEventListener("message", (event) => {
    if (event.source !== frame.contentWindow || event.origin !== page.origin) return;
    const told = event.data && event.data.dossierForm;
    if (!told || !(told.height > 0)) return;
    frame.style.height = Math.ceil(told.height) + "px";
    // A page that follows another one (an answer, thanks) begins at its top, which may be out of sight.
    if (told.page !== shown && shown && frame.getBoundingClientRect().top < 0) frame.scrollIntoView();
    shown = told.page;
  });

  const target = script && script.dataset.target ? document.getElementById(script.dataset.target) : null;
  if (target) target.append(frame);
  else if (script) script.after(frame);
  else document.body.append(frame);
})();
