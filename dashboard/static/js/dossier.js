// Everything works without this file. It adds: the live stream, focus after partial updates, rows that are added in place.
(() => {
  "use strict";

  // -- The live stream: each fact becomes an event on <body>, `fact` for lists and `fact-<job id>` for one folder. ------
  // Pages come and go quicker than streams open: the last event seen is kept for the tab, so that the next page hears the rest.
  const HIDDEN_MS = 30000; // a tab in the background gives its connection back after this long
  const RECENT_MS = 3000;
  const LAST = "dossier-last-event";
  const heard = new Map(); // name of the event → when
  let source = null;
  let hiding = 0;

  function tell(name) {
    heard.set(name, Date.now());
    document.body.dispatchEvent(new CustomEvent(name));
  }

  const watched = () => document.querySelector("[data-live]")?.dataset.live;

  function refresh() {
    const name = watched();
    if (name) tell(name);
  }

  function listen() {
    if (source || !document.body.dataset.stream) return;
    const last = sessionStorage.getItem(LAST);
    source = new EventSource(document.body.dataset.stream + (last ? `?last=${encodeURIComponent(last)}` : ""));
    source.addEventListener("fact", (event) => {
      sessionStorage.setItem(LAST, event.lastEventId);
      tell("fact");
      try {
        tell("fact-" + JSON.parse(event.data).job_id);
      } catch {
        // A fact that we cannot read still refreshed the lists.
      }
    });
    // Labels, custom fields, the source: no fact, so nothing to resume from, but the pages show it.
    source.addEventListener("edit", (event) => {
      tell("fact");
      tell("fact-" + JSON.parse(event.data).job_id);
    });
    // Too much was missed to tell it one by one: read what is shown anew.
    source.addEventListener("reset", () => {
      sessionStorage.removeItem(LAST);
      refresh();
    });
    if (!last) source.addEventListener("open", refresh, { once: true });
    // The proxy ends the stream when the session's token does; the browser opens it again by itself.
    source.addEventListener("error", () => {
      if (source && source.readyState === EventSource.CLOSED) {
        source = null;
        setTimeout(listen, 5000);
      }
    });
  }

  document.addEventListener("visibilitychange", () => {
    clearTimeout(hiding);
    if (document.hidden) {
      hiding = setTimeout(() => {
        if (source) source.close();
        source = null;
      }, HIDDEN_MS);
    } else if (!source) {
      listen();
      refresh();
    }
  });

  // -- Copy what stands in a field; where the browser does not let us, it is selected for the keyboard. -----------------------
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const field = document.getElementById(button.dataset.copy);
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      button.querySelector("[aria-live]").textContent = button.dataset.done;
    } catch {
      field.focus();
    }
  });

  // -- After a partial update: read the outcome out, or put the keyboard where the problem is. ---------------------------
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target.id !== "main") return;
    const outcome = document.querySelector(".problem[tabindex], .flash[tabindex]");
    if (outcome) outcome.focus({ preventScroll: outcome.classList.contains("flash") });
    // What happened between the reading of this page and its arrival was heard by the page that it replaced.
    if (Date.now() - (heard.get(watched()) ?? 0) < RECENT_MS) refresh();
  });

  // -- A live update leaves alone what somebody is typing in, and keeps open what was open. ------------------------------
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const { target, fragment } = event.detail;
    const busy = document.activeElement;
    if (busy && target.contains(busy) && busy.matches("input, textarea, select")) {
      event.preventDefault();
      return;
    }
    const title = (details) => details.querySelector("summary").textContent;
    const open = new Set([...target.querySelectorAll("details[open]")].map(title));
    for (const details of fragment.querySelectorAll("details")) {
      if (open.has(title(details))) details.open = true;
    }
  });

  // -- Repeated rows (lines of a quote): add from the <template>, remove, keep the numbering free of holes. --------------
  document.addEventListener("click", (event) => {
    const add = event.target.closest("[data-add-row]");
    if (add) {
      const list = document.getElementById(add.dataset.addRow);
      const next = Number(list.dataset.next);
      list.dataset.next = String(next + 1);
      const html = list.querySelector("template").innerHTML.replaceAll("__n__", String(next));
      const spare = list.querySelector(":scope > .no-js"); // rows for browsers without JavaScript stay last
      if (spare) spare.insertAdjacentHTML("beforebegin", html);
      else list.insertAdjacentHTML("beforeend", html);
      const row = spare ? spare.previousElementSibling : list.lastElementChild;
      if (window.htmx) window.htmx.process(row);
      row.querySelector("input:not([type=hidden]), textarea, select").focus();
      return;
    }
    const remove = event.target.closest("[data-remove-row]");
    if (remove) {
      const row = remove.closest("[data-row]");
      const list = row.parentElement;
      row.remove();
      list.dispatchEvent(new Event("change", { bubbles: true }));
      list.querySelector("[data-row]:last-of-type input")?.focus();
      return;
    }
    const open = event.target.closest("[data-open]");
    if (open) document.getElementById(open.dataset.open)?.showModal();
    const close = event.target.closest("[data-close]");
    if (close) close.closest("dialog")?.close();
  });

  // A form that has been typed in asks before it is left.
  let typed = false;
  document.addEventListener("input", (event) => {
    if (event.target.closest("form[data-guard]")) typed = true;
  });
  document.addEventListener("submit", () => {
    typed = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (typed) event.preventDefault();
  });

  listen();
})();
