// What was pressed on this phone and is not on the server yet: kept in IndexedDB, sent in order. Shared by the page and its worker.
(() => {
  "use strict";

  const NAME = "dossier-my-day";
  const KEEP_MS = 48 * 3600 * 1000; // answers stay readable so long
  const BATCH = 40;
  const WAIT_MS = 20000;

  let opening = null;

  function open() {
    opening ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => {
        const store = request.result.createObjectStore("actions", { keyPath: "seq", autoIncrement: true });
        store.createIndex("id", "id", { unique: true });
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    return opening;
  }

  // One transaction; what `work` returns (a request or nothing) is given when it is on the disk.
  async function within(mode, work) {
    const db = await open();
    return new Promise((resolve, reject) => {
      const transaction = db.transaction("actions", mode, { durability: "strict" });
      const request = work(transaction.objectStore("actions"));
      transaction.oncomplete = () => resolve(request ? request.result : undefined);
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
  }

  const all = () => within("readonly", (store) => store.getAll());
  const put = (action) => within("readwrite", (store) => store.put(action));
  const waiting = async (user) => (await all()).filter((a) => a.state === "waiting" && (!user || a.user === user));

  function uuid() {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  // Gets its id and its time now, when the button is pressed.
  function add(action) {
    const pressed = { id: uuid(), at: new Date().toISOString(), data: {}, ...action, state: "waiting" };
    return within("readwrite", (store) => store.add(pressed)).then((seq) => ({ ...pressed, seq }));
  }

  // -- Sending -------------------------------------------------------------------------------------------------------------

  class Stop extends Error {
    // why: "offline" | "signed-out" | "other-user" | "later"
    constructor(why) {
      super(why);
      this.why = why;
    }
  }

  async function call(url, options) {
    let response;
    try {
      response = await fetch(url, {
        ...options,
        redirect: "manual",
        credentials: "same-origin",
        headers: { Accept: "application/json", ...(options.headers ?? {}) },
        signal: AbortSignal.timeout(options.patience ?? WAIT_MS),
      });
    } catch {
      throw new Stop("offline");
    }
    if (response.type === "opaqueredirect" || response.status === 401) throw new Stop("signed-out");
    if (response.status === 409 && (await response.clone().text()).includes("other-user")) throw new Stop("other-user");
    if (response.status >= 500 || [408, 409, 429].includes(response.status)) throw new Stop("later");
    return response;
  }

  const answered = (action, outcome, text) =>
    put({ ...action, blob: undefined, data: {}, state: "sent", outcome, text, answeredAt: Date.now() });

  async function refusal(response) {
    try {
      const problem = await response.json();
      return problem.errors?.[0]?.detail || problem.detail || problem.title || String(response.status);
    } catch {
      return String(response.status);
    }
  }

  async function sendPresses(user, actions) {
    const body = {
      user,
      now: new Date().toISOString(),
      actions: actions.map(({ id, at, visit, verb, data }) => ({ id, at, visit_id: visit, verb, data })),
    };
    const response = await call("/my-day/actions", {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "Content-Type": "application/json" },
    });
    if (response.ok) {
      const answers = new Map((await response.json()).data.map((answer) => [answer.id, answer]));
      for (const action of actions) {
        const answer = answers.get(action.id);
        if (answer) await answered(action, answer.outcome, answer.text);
      }
    } else if (actions.length > 1) {
      // One of them is unreadable for the server: it must not hold up the others.
      for (const action of actions) await sendPresses(user, [action]);
    } else {
      await answered(actions[0], "refused", await refusal(response));
    }
  }

  // A photo goes to the folder's own address, which does not ask whose it is; presses carry their user with them.
  async function ask(user) {
    const session = await call("/my-day/session", { method: "GET" });
    if (!session.ok || (await session.json()).user !== user) throw new Stop("other-user");
  }

  async function sendPhoto(action) {
    const form = new FormData();
    form.append("files", action.blob, action.name);
    if (action.data.role) form.append("role", action.data.role);
    const to = `/jobs/${encodeURIComponent(action.job)}/files?object=visit:${encodeURIComponent(action.visit)}&key=${action.id}`;
    const response = await call(to, { method: "POST", body: form, patience: 120000 });
    if (response.ok) await answered(action, "done", action.said);
    else await answered(action, "refused", await refusal(response));
  }

  // In the order of the presses; a photo goes alone. Ends with why it stopped, or null when nothing is left.
  async function sendAll(user) {
    try {
      let left = await waiting(user);
      if (!left.length) return null;
      while (left.length) {
        if (left[0].blob) {
          await ask(user);
          await sendPhoto(left[0]);
        } else {
          // Until the next photo; an image of a signature fills a request of its own.
          const heavy = left.findIndex((action, n) => action.blob || (n > 0 && action.data.png));
          const end = left[0].data.png ? 1 : heavy < 0 ? BATCH : Math.min(heavy, BATCH);
          await sendPresses(user, left.slice(0, end));
        }
        const first = left[0].seq;
        left = await waiting(user);
        if (left.some((action) => action.seq === first)) throw new Stop("later");
      }
      return null;
    } catch (stop) {
      if (stop instanceof Stop) return stop.why;
      throw stop;
    }
  }

  // One sender at a time, page or worker: the lock is the browser's.
  async function send(user) {
    const locks = self.navigator?.locks;
    const why = locks ? await locks.request(NAME, () => sendAll(user)) : await sendAll(user);
    await forgetOld();
    return why;
  }

  async function forgetOld() {
    const old = (await all()).filter((a) => a.state === "sent" && Date.now() - a.answeredAt > KEEP_MS);
    if (old.length) await within("readwrite", (store) => void old.forEach((action) => store.delete(action.seq)));
  }

  async function forgetAnswers() {
    const sent = (await all()).filter((action) => action.state === "sent");
    if (sent.length) await within("readwrite", (store) => void sent.forEach((action) => store.delete(action.seq)));
  }

  self.DossierQueue = { add, all, waiting, send, forgetAnswers };
})();
