// My Day with JavaScript: a press is kept on the phone first, shown at once, and sent when there is a network. The page's words and
// statuses come from the server in templates and data attributes; without this file its forms simply post.
(() => {
  "use strict";

  const root = document.getElementById("my-day");
  if (!root || root.dataset.look) return;
  const user = root.dataset.user;
  const queue = self.DossierQueue;
  const NEXT = { en_route: "en_route", start: "started", resume: "started", pause: "paused", complete: "completed" };
  const AGAIN_MS = 30000;
  const say = (name, values = {}) =>
    Object.entries(values).reduce((text, [key, value]) => text.replaceAll(`{${key}}`, value), root.dataset[name]);

  const show = (element, on) => {
    if (element) element.hidden = !on;
  };
  const clock = (iso) => new Date(iso).toLocaleTimeString(root.dataset.locale, { hour: "2-digit", minute: "2-digit", timeZone: root.dataset.zone });
  const cards = () => [...root.querySelectorAll("[data-visit]")];
  const card = (id) => cards().find((each) => each.dataset.visit === id);

  let connected = true;
  let stopped = null;
  let refreshing = null;

  // -- A press -------------------------------------------------------------------------------------------------------------

  async function press(visit, verb, data = {}, more = {}) {
    const place = card(visit);
    await queue.add({ user, visit, verb, data, job: place.dataset.job, name: "", client: place.dataset.client, ...more });
    navigator.storage?.persist?.();
  }

  // Whoever begins here has stopped there: one press, two actions.
  async function pauseOthers(visit) {
    const people = card(visit).dataset.people.split(" ").filter(Boolean);
    for (const other of cards()) {
      const same = other.dataset.people.split(" ").some((each) => people.includes(each));
      if (other.dataset.visit !== visit && other.dataset.status === "started" && same) await press(other.dataset.visit, "pause");
    }
  }

  root.addEventListener("submit", async (event) => {
    const form = event.target.closest("form[data-verb]");
    if (!form) return;
    event.preventDefault();
    const visit = form.closest("[data-visit]").dataset.visit;
    const verb = form.dataset.verb;
    const data = Object.fromEntries([...new FormData(form)].filter(([name]) => name.startsWith("data.")).map(([name, value]) => [name.slice(5), value]));
    if (verb === "note" && !data.body.trim()) return;
    if (verb === "material") {
      const known = [...document.querySelectorAll("#materials-known option")].filter((each) => each.value === data.description.trim());
      if (known.length === 1) data.item_id = known[0].dataset.item;
    }
    if (verb === "check") data.checked = String(form.querySelector("button").getAttribute("aria-checked") !== "true");
    if (verb === "start" || verb === "resume") await pauseOthers(visit);
    await press(visit, verb, data);
    form.reset();
    if (verb !== "check") form.closest("details")?.removeAttribute("open");
    await draw();
    const target = card(visit)?.querySelector("[data-heading]");
    if (form.dataset.verb in NEXT && target) target.focus({ preventScroll: true });
    void deliver();
  });

  root.addEventListener("change", async (event) => {
    const input = event.target.closest("input[type=file][data-photo]");
    if (!input || !input.files.length) return;
    const place = input.closest("[data-visit]");
    const role = { scheduled: "photo_before", en_route: "photo_before", completed: "photo_after" }[place.dataset.status] ?? "photo";
    for (const file of input.files) {
      await press(place.dataset.visit, "photo", { role }, { blob: file, name: file.name || "photo.jpg", said: say("saidPhoto") });
    }
    input.value = "";
    await draw();
    void deliver();
  });

  root.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-sign]");
    if (!button || !self.DossierSign) return;
    const place = button.closest("[data-visit]");
    const signed = await self.DossierSign(place.dataset.client);
    if (!signed) return;
    await press(place.dataset.visit, "signature", signed);
    await draw();
    void deliver();
  });

  // -- What the page shows: the server's state, with what waits on top of it ------------------------------------------------

  const copy = (id) => document.getElementById(id).content.cloneNode(true);

  async function draw() {
    const actions = (await queue.all()).filter((action) => action.user === user);
    const unsent = actions.filter((action) => action.state === "waiting");
    for (const place of cards()) {
      const mine = unsent.filter((action) => action.visit === place.dataset.visit);
      let status = place.dataset.served;
      let since = place.dataset.servedSince;
      for (const action of mine) {
        if (!(action.verb in NEXT)) continue;
        status = NEXT[action.verb];
        since = status === "started" ? action.at : "";
      }
      if (place.dataset.status !== status) {
        place.dataset.status = status;
        place.querySelector("[data-chip]").replaceChildren(copy(`chip-${status}`));
      }
      place.dataset.since = since;
      const wait = place.querySelector("[data-wait]");
      show(wait, mine.length > 0);
      if (mine.length) wait.querySelector("span").textContent = say(mine.length === 1 ? "waitOne" : "waitMany", { count: mine.length });
      const list = place.querySelector("[data-unsent]");
      list.replaceChildren(
        ...mine.map(written).filter(Boolean).map((text) => {
          const line = document.createElement("li");
          line.textContent = text;
          return line;
        }),
      );
      place.dataset.signed = mine.some((action) => action.verb === "signature") ? "1" : place.dataset.servedSigned;
      ticks(place, mine);
    }
    tick();
    const bar = document.getElementById("my-day-net");
    show(bar, unsent.length > 0 || !connected);
    const why = stopped === "signed-out" ? "netSignedOut" : stopped === "other-user" ? "netOther" : connected ? "netSending" : "netOffline";
    bar.querySelector("[data-net]").textContent = say(why, { when: root.dataset.fetchedSaid });
    bar.querySelector("[data-count]").textContent = unsent.length ? say(unsent.length === 1 ? "waitOne" : "waitMany", { count: unsent.length }) : "";
    show(bar.querySelector("[data-sign-in]"), stopped === "signed-out");
    drawAnswers(actions.filter((action) => action.state === "sent" && action.text));
  }

  // What somebody wrote and nobody has received yet.
  function written({ verb, blob, data, at }) {
    if (blob) return `${say("photoWord")} · ${clock(at)}`;
    if (verb === "note") return data.body;
    if (verb === "material") return [data.quantity || "1", data.unit, data.description].filter(Boolean).join(" ");
    if (verb === "signature") return `${say("signedWord")} · ${data.name} · ${clock(at)}`;
    return "";
  }

  function ticks(place, waiting) {
    for (const form of place.querySelectorAll("form[data-item]")) {
      const button = form.querySelector("button");
      form.dataset.served ??= button.getAttribute("aria-checked");
      const last = waiting.findLast((action) => action.verb === "check" && action.data.item_id === form.dataset.item);
      button.setAttribute("aria-checked", last ? last.data.checked : form.dataset.served);
    }
    for (const list of place.querySelectorAll("details:has([data-ticked])")) {
      const boxes = list.querySelectorAll("button[role=checkbox]");
      const on = list.querySelectorAll("button[aria-checked=true]");
      if (boxes.length) list.querySelector("[data-ticked]").textContent = `${on.length}/${boxes.length}`;
    }
  }

  function drawAnswers(answers) {
    const box = document.getElementById("my-day-answers");
    show(box, answers.length > 0);
    const lines = answers.slice(-12).reverse().map((action) => {
      const line = copy("answer-line").firstElementChild;
      line.dataset.outcome = action.outcome;
      line.querySelector("[data-text]").textContent = action.text;
      line.querySelector("[data-of]").textContent = `${action.client} · ${clock(action.at)}`;
      const sign = ["done", "already"].includes(action.outcome) ? "sign-good" : action.outcome === "refused" ? "sign-bad" : "sign-wait";
      line.prepend(copy(sign));
      return line;
    });
    box.querySelector("ol").replaceChildren(...lines);
    const bad = answers.filter((action) => !["done", "already"].includes(action.outcome) && !action.read).length;
    if (bad) box.querySelector("details").open = true;
  }

  function tick() {
    for (const place of cards()) {
      const running = place.querySelector("[data-running]");
      show(running, place.dataset.status === "started" && Boolean(place.dataset.since));
      if (running.hidden) continue;
      const minutes = Math.max(0, Math.floor((Date.now() - Date.parse(place.dataset.since)) / 60000));
      running.querySelector("span").textContent = say("running", { time: `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")}` });
    }
  }

  // -- The network ---------------------------------------------------------------------------------------------------------

  async function deliver() {
    stopped = await queue.send(user);
    connected = stopped !== "offline";
    await draw();
    if (stopped === null) return refresh();
    if (stopped === "offline" || stopped === "later") {
      const registration = await navigator.serviceWorker?.getRegistration();
      registration?.sync?.register("my-day").catch(() => undefined);
    }
    return undefined;
  }

  // The day as the server has it, put in place without touching what somebody types.
  function refresh() {
    refreshing ??= reread().finally(() => {
      refreshing = null;
    });
    return refreshing;
  }

  async function reread() {
    let response;
    try {
      response = await fetch(location.pathname + location.search, { redirect: "manual", headers: { Accept: "text/html" } });
    } catch {
      connected = false;
      return draw();
    }
    if (response.type === "opaqueredirect") {
      stopped = "signed-out";
      return draw();
    }
    connected = !response.headers.has("X-From-Cache");
    if (!response.ok || !connected) return draw();
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.getElementById("my-day");
    if (!fresh || fresh.dataset.user !== user) return location.reload();
    const typing = document.activeElement?.matches("textarea, input:not([type=file])") && root.contains(document.activeElement);
    const typed = [...root.querySelectorAll("textarea, input[type=text], input[type=number]")].some((field) => field.value);
    if (typing || typed || root.querySelector("dialog[open]")) return draw();
    const open = new Set([...root.querySelectorAll("details[open][data-key]")].map((each) => each.dataset.key));
    const focused = document.activeElement?.closest?.("[data-visit]")?.dataset.visit;
    root.querySelector("[data-visits]").replaceWith(document.adoptNode(fresh.querySelector("[data-visits]")));
    root.dataset.fetchedSaid = fresh.dataset.fetchedSaid;
    for (const each of root.querySelectorAll("details[data-key]")) each.open = open.has(each.dataset.key) || each.open;
    if (focused) card(focused)?.querySelector("[data-heading]")?.focus({ preventScroll: true });
    navigation();
    return draw();
  }

  // A phone opens its own map by its own kind of link.
  function navigation() {
    const scheme = /iPad|iPhone|Macintosh/.test(navigator.userAgent) ? "maps://?daddr=" : /Android/.test(navigator.userAgent) ? "geo:0,0?q=" : "";
    if (!scheme) return;
    for (const link of root.querySelectorAll("a[data-place]")) link.href = scheme + encodeURIComponent(link.dataset.place);
  }

  let soon = 0;
  const wake = () => {
    clearTimeout(soon);
    soon = setTimeout(() => void deliver(), 200);
  };
  self.addEventListener("online", wake);
  self.addEventListener("offline", () => {
    connected = false;
    void draw();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) wake();
  });
  document.body.addEventListener("fact", () => {
    if (connected) void refresh();
  });
  new BroadcastChannel("dossier-my-day").addEventListener("message", () => void draw().then(refresh));
  setInterval(tick, AGAIN_MS);
  setInterval(async () => {
    if (!connected || (await queue.waiting(user)).length) wake();
  }, AGAIN_MS);

  navigation();
  void draw().then(deliver);

  // -- The worker that keeps the day -----------------------------------------------------------------------------------------
  if (navigator.serviceWorker) {
    navigator.serviceWorker.register("/my-day-worker.js").then(async () => {
      await navigator.serviceWorker.ready;
      root.dataset.kept = "worker";
      // The first page came before the worker: read it once more through it, and tomorrow with it.
      const paths = [location.pathname + location.search, ...(root.dataset.tomorrow ? [root.dataset.tomorrow] : [])];
      if (!navigator.serviceWorker.controller) {
        await new Promise((resolve) => navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true }));
      }
      for (const path of paths) await fetch(path, { redirect: "manual", headers: { Accept: "text/html" } }).catch(() => undefined);
      root.dataset.kept = "day";
    }, () => undefined);
  }
})();
