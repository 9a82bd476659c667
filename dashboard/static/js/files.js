// Uploads, one request a file, so that each has its own progress and its own answer. Without this file the form posts them all.
(() => {
  "use strict";

  const AT_ONCE = 2;
  const waiting = []; // { form, file, item }
  let running = 0;

  function line(form, file) {
    const item = document.createElement("li");
    item.className = "upload-item";
    const name = document.createElement("span");
    name.textContent = file.name;
    const bar = document.createElement("progress");
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    item.append(name, bar);
    form.querySelector(".upload-list").append(item);
    return item;
  }

  function refuse(item, text) {
    item.querySelector("progress").remove();
    const wrong = document.createElement("p");
    wrong.className = "wrong";
    wrong.textContent = text;
    item.append(wrong);
    item.dataset.refused = "true";
  }

  function take(form, files) {
    const limit = Number(form.dataset.limit);
    for (const old of form.querySelectorAll("[data-refused], [data-kept]")) old.remove();
    for (const file of files) {
      const item = line(form, file);
      if (file.size > limit) refuse(item, form.dataset.tooLarge);
      else waiting.push({ form, file, item });
    }
    next();
  }

  function next() {
    while (running < AT_ONCE && waiting.length) send(waiting.shift());
  }

  function send({ form, file, item }) {
    running += 1;
    const url = new URL(form.action);
    url.searchParams.set("key", crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random().toString(36).slice(2)}`);
    const body = new FormData();
    const role = form.querySelector("[name=role]");
    if (role && role.value) body.append("role", role.value);
    body.append("files", file, file.name);
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.responseType = "json";
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => {
      // The last bit is the service's: it looks at the picture after it has all of it.
      if (event.lengthComputable) item.querySelector("progress").value = (event.loaded / event.total) * 0.95;
    });
    request.addEventListener("loadend", () => {
      running -= 1;
      if (request.status === 201) {
        item.querySelector("progress").value = 1;
        item.dataset.kept = "true";
      } else {
        const told = request.response && request.response.detail;
        refuse(item, told ? [told].flat().join(" ") : form.dataset.failed);
      }
      next();
      if (!running) refresh(form);
    });
    request.send(body);
  }

  // All are up: the tiles are read anew, and what went well needs no line any more.
  function refresh(form) {
    const kept = form.querySelectorAll("[data-kept]");
    if (!kept.length) return;
    const grid = document.getElementById("files-grid");
    if (grid && window.htmx) {
      window.htmx.ajax("GET", grid.dataset.refresh, { target: "#files-grid", select: "#files-grid", swap: "outerHTML" });
    }
    for (const item of kept) item.remove();
    const said = document.createElement("li");
    said.dataset.kept = "true";
    said.className = "small";
    said.textContent = form.dataset.done.replace("%n", String(kept.length));
    form.querySelector(".upload-list").append(said);
  }

  document.addEventListener("change", (event) => {
    const form = event.target.matches("input[type=file]") && event.target.closest("[data-upload]");
    if (!form || !event.target.files.length) return;
    take(form, [...event.target.files]);
    event.target.value = "";
  });

  for (const name of ["dragenter", "dragover"]) {
    document.addEventListener(name, (event) => {
      const form = event.target.closest && event.target.closest("[data-upload]");
      if (!form || !event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      form.classList.add("upload-over");
    });
  }
  document.addEventListener("dragleave", (event) => {
    const form = event.target.closest && event.target.closest("[data-upload]");
    if (form && !form.contains(event.relatedTarget)) form.classList.remove("upload-over");
  });
  document.addEventListener("drop", (event) => {
    const form = event.target.closest && event.target.closest("[data-upload]");
    if (!form || !event.dataTransfer.files.length) return;
    event.preventDefault();
    form.classList.remove("upload-over");
    take(form, [...event.dataTransfer.files]);
  });

  window.addEventListener("beforeunload", (event) => {
    if (running || waiting.length) event.preventDefault();
  });
})();
