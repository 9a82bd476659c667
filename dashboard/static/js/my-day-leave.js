// On every page with a sign-out button, and on the sign-in page: nothing that was pressed on this phone goes by unseen.
(() => {
  "use strict";

  if (!self.indexedDB || !self.DossierQueue) return;
  const queue = self.DossierQueue;

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("form[action='/sign-out']") || form.dataset.sure) return;
    event.preventDefault();
    const unsent = (await queue.waiting().catch(() => [])).length;
    const texts = document.getElementById("unsent-texts");
    if (unsent && texts && !self.confirm(texts.dataset[unsent === 1 ? "leaveOne" : "leaveMany"].replace("{count}", unsent))) return;
    await queue.forgetAnswers().catch(() => undefined);
    await self.caches?.delete("dossier-days").catch(() => undefined);
    form.dataset.sure = "1";
    form.submit();
  });

  const notice = document.getElementById("unsent-notice");
  if (notice) {
    queue.waiting().then((unsent) => {
      if (!unsent.length) return;
      notice.querySelector("p").textContent = notice.dataset[unsent.length === 1 ? "one" : "many"].replace("{count}", unsent.length);
      notice.hidden = false;
    }, () => undefined);
  }
})();
