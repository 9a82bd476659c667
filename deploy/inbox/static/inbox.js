// Keeps the open list up to date: asks once a second while the page is looked at; an unchanged list costs a 304.
const list = document.getElementById("mails");
let version = "";

async function refresh() {
  if (document.hidden) return;
  try {
    const answer = await fetch(list.dataset.source, { headers: version ? { "If-None-Match": version } : {}, cache: "no-store" });
    if (answer.status !== 200) return;
    version = answer.headers.get("ETag") ?? "";
    const rows = await answer.text();
    if (rows.trim() !== list.innerHTML.trim()) list.innerHTML = rows;
  } catch {
    // The inbox is being restarted: the next second will tell.
  }
}

setInterval(refresh, 1000);
document.addEventListener("visibilitychange", refresh);
