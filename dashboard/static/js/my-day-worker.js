// The service worker: keeps My Day for when there is no network, and nothing else. `VERSION` and `ASSETS` are put before this by the
// server, and the queue's file too; a new one of any of them is a new worker.
/* global VERSION, ASSETS, DossierQueue */
"use strict";

const SHELL = `dossier-shell-${VERSION}`;
const DAYS = "dossier-days";
const PAGE = "/my-day";
const PATIENCE_MS = 4000; // after that a kept day is better than a slow one
const KEPT = 8;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(SHELL)
      .then((cache) => cache.addAll(ASSETS))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      // The one before stays: a day that was kept by it names its files.
      const before = (await caches.keys()).filter((name) => name.startsWith("dossier-shell-") && name !== SHELL);
      for (const name of before.slice(0, -1)) await caches.delete(name);
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method === "POST" && url.pathname === "/sign-out") {
    event.waitUntil(caches.delete(DAYS));
    return;
  }
  if (request.method !== "GET") return;
  if (url.pathname.startsWith("/static/")) {
    event.respondWith(asset(request, url.pathname));
  } else if (url.pathname === PAGE && !url.searchParams.has("resource")) {
    event.respondWith(day(event, request, url));
  }
});

async function asset(request, path) {
  return (await caches.match(path)) ?? fetch(request);
}

// The network first; what it gives is kept. Without it, or when it is slow, the day as it was last seen.
async function day(event, request, url) {
  const key = url.pathname + url.search;
  const fresh = fetch(request).then((response) => {
    if (response.ok && response.headers.has("X-My-Day")) event.waitUntil(keep(key, response.clone()));
    return response;
  });
  event.waitUntil(fresh.catch(() => undefined));
  const known = await kept(key);
  if (!known) return fresh;
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  try {
    return (await Promise.race([fresh, patience])) ?? known;
  } catch {
    return known;
  }
}

async function keep(key, response) {
  const cache = await caches.open(DAYS);
  const owner = response.headers.get("X-My-Day-User");
  for (const each of await cache.keys()) {
    const old = await cache.match(each);
    if (old && old.headers.get("X-My-Day-User") !== owner) await cache.delete(each);
  }
  await cache.put(key, response);
  const names = (await cache.keys()).filter((each) => new URL(each.url).search);
  for (const each of names.slice(0, Math.max(0, names.length - KEPT))) await cache.delete(each);
}

// "Today" that was kept yesterday is not today: then the page of today's date is better, if tomorrow was looked at in time.
async function kept(key) {
  const cache = await caches.open(DAYS);
  const found = await cache.match(key);
  if (key !== PAGE || !found) return found && marked(found);
  const timeZone = found.headers.get("X-My-Day-Zone");
  const today = new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }).format(new Date());
  if (found.headers.get("X-My-Day") === today) return marked(found);
  return marked((await cache.match(`${PAGE}?date=${today}`)) ?? found);
}

// So that the page knows that it comes from here.
function marked(response) {
  const headers = new Headers(response.headers);
  headers.set("X-From-Cache", "1");
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}

// Background Sync: the network is back, maybe with no page open.
self.addEventListener("sync", (event) => {
  if (event.tag === "my-day") event.waitUntil(sendEverything());
});

async function sendEverything() {
  const users = new Set((await DossierQueue.waiting()).map((action) => action.user));
  let stopped = null;
  for (const user of users) {
    const why = await DossierQueue.send(user);
    if (why === "offline" || why === "later") stopped = why;
  }
  new BroadcastChannel("dossier-my-day").postMessage("sent");
  if (stopped) throw new Error(stopped); // the browser tries again later
}
