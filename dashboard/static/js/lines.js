// The lines of a quote or an invoice: moved up and down, under titles, and picked from the catalogue.
(() => {
  "use strict";
  if (window.dossierLines) return; // one set of listeners, however often the editor is put on the page
  window.dossierLines = true;

  const changed = (list) => list.dispatchEvent(new Event("change", { bubbles: true }));
  const rows = (list) => [...list.querySelectorAll(":scope > [data-row]:not(.no-js)")];
  const number = (list, by) => {
    const next = Number(list.dataset.next);
    list.dataset.next = String(next + by);
    return next;
  };

  const empty = (row) =>
    !row.matches("[data-head]") &&
    [...row.querySelectorAll("textarea, input")].every((field) => !field.value.trim() || field.type === "checkbox");

  // Rows without JavaScript stand last; what is added goes before them.
  const append = (list, html) => {
    const spare = list.querySelector(":scope > .no-js");
    if (spare) spare.insertAdjacentHTML("beforebegin", html);
    else list.insertAdjacentHTML("beforeend", html);
  };

  const title = (n) => document.getElementById("line-head").innerHTML.replaceAll("__n__", n);

  const move = (button) => {
    const row = button.closest("[data-row]");
    const list = row.parentElement;
    const all = rows(list);
    const at = all.indexOf(row);
    const other = button.dataset.move === "up" ? all[at - 1] : all[at + 1];
    if (!other) return;
    if (button.dataset.move === "up") other.before(row);
    else other.after(row);
    button.focus();
    changed(list);
  };

  const addHead = (button) => {
    const list = document.getElementById(button.dataset.addHead);
    const n = String(number(list, 1));
    const last = rows(list).at(-1);
    const html = title(n);
    if (last && empty(last)) last.insertAdjacentHTML("beforebegin", html);
    else append(list, html);
    list.querySelector(`[name="heads.${n}.title"]`).focus();
  };

  const put = async (button) => {
    const found = button.closest("[data-rows]");
    const list = document.getElementById(found.dataset.list);
    const n = number(list, 50); // a bundle has no more items than that
    const wanted = new URLSearchParams({
      item: button.dataset.put,
      n: String(n),
      language: found.dataset.language,
      optional: found.dataset.optional,
    });
    button.disabled = true;
    try {
      const answer = await fetch(`${found.dataset.rows}?${wanted}`, { headers: { "HX-Request": "true" } });
      if (!answer.ok) return;
      for (const row of rows(list)) if (empty(row)) row.remove();
      const html = await answer.text();
      const heads = list.querySelectorAll(":scope > [data-head]");
      const inBundle = heads.length && heads[heads.length - 1].hasAttribute("data-bundle");
      if (inBundle && !html.includes("data-head")) append(list, title(String(number(list, 1)))); // it is no part of the bundle
      append(list, html);
      if (window.htmx) window.htmx.process(list);
      changed(list);
    } finally {
      button.disabled = false;
      button.focus();
    }
  };

  document.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-move], [data-add-head], [data-put]");
    if (!pressed) return;
    if (pressed.dataset.move) move(pressed);
    else if (pressed.dataset.addHead) addHead(pressed);
    else put(pressed);
  });

  // Enter in the picker takes the first item that was found for what stands there, as soon as it is found; it never sends the form.
  let awaited = false;
  const takeFirst = () => {
    const list = document.querySelector("#line-found .picks");
    const wanted = document.getElementById("line-pick").value.trim();
    awaited = !list || list.dataset.q !== wanted;
    if (!awaited) list.querySelector("[data-put]").click();
  };
  document.addEventListener("keydown", (event) => {
    if (event.target.id !== "line-pick") return;
    if (event.key !== "Enter") {
      awaited = false;
      return;
    }
    event.preventDefault();
    takeFirst();
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (awaited && event.target.id === "line-found") takeFirst();
  });

  // A line's list of taxes is filled when somebody turns to it.
  const fill = (event) => {
    const select = event.target.closest?.("select[data-taxes]");
    const others = document.getElementById("line-taxes");
    if (!select || !others) return;
    select.removeAttribute("data-taxes");
    for (const option of others.content.children)
      if (![...select.options].some((known) => known.value === option.value)) select.append(option.cloneNode(true));
  };
  for (const kind of ["pointerover", "pointerdown", "focusin"]) document.addEventListener(kind, fill);

  // The picker closes when somebody goes on elsewhere.
  document.addEventListener("click", (event) => {
    const found = document.getElementById("line-found");
    if (found) found.hidden = !event.target.closest(".picker");
  });
  document.addEventListener("focusin", (event) => {
    const found = document.getElementById("line-found");
    if (found) found.hidden = !event.target.closest(".picker");
  });
})();
