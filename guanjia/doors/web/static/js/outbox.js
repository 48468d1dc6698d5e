/* What a worker has done waits on the phone, in order, until the house has answered it. */

const NAME = "guanjia-outbox";
const STORE = "acts";
const PATIENCE = 60_000;
const NOT_NOW = [401, 408, 425, 429];
const TOKEN = "csrfmiddlewaretoken";

function opened() {
  return new Promise((done, failed) => {
    const asking = indexedDB.open(NAME, 1);
    asking.onupgradeneeded = () => asking.result.createObjectStore(STORE, { keyPath: "id", autoIncrement: true });
    asking.onsuccess = () => done(asking.result);
    asking.onerror = () => failed(asking.error);
  });
}

async function within(mode, ask) {
  const box = await opened();
  try {
    return await new Promise((done, failed) => {
      const transaction = box.transaction(STORE, mode);
      const asking = ask(transaction.objectStore(STORE));
      transaction.oncomplete = () => done(asking.result);
      transaction.onabort = () => failed(transaction.error);
    });
  } finally {
    box.close();
  }
}

/** All that waits or was refused, of one person, the oldest first. */
export async function acts(user) {
  return (await within("readonly", (store) => store.getAll())).filter((act) => act.user === user);
}

export const keep = (act) => within("readwrite", (store) => store.put(act));
export const forget = (id) => within("readwrite", (store) => store.delete(id));

/** A name for an act that nobody else gives; also where the browser trusts the page too little for randomUUID. */
export function newKey() {
  const random = crypto.getRandomValues(new Uint8Array(16));
  return [...random].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function read(html) {
  return new DOMParser().parseFromString(html, "text/html");
}

function reasons(html) {
  const said = [...read(html).querySelectorAll(".refusal strong, .error p")];
  return [...new Set(said.map((one) => one.textContent.trim()))].join(" ");
}

async function freshToken(box) {
  const page = read(await (await fetch(box.today)).text());
  return page.querySelector(`[data-outbox="${CSS.escape(box.user)}"] [name=${TOKEN}]`)?.value;
}

async function posted(act, token) {
  const body = new FormData();
  for (const [name, value] of act.fields) body.append(name, value);
  body.set("key", act.key);
  body.set("happened_at", act.happened_at);
  body.set("sent_at", new Date().toISOString());
  if (token) body.set(TOKEN, token);
  return fetch(act.url, { method: "POST", body, signal: AbortSignal.timeout(PATIENCE) });
}

/* What became of one act: taken, refused with its reason, or to be sent later and why. */
async function sent(act, box) {
  try {
    let answer = await posted(act);
    if (answer.status === 403) {
      const token = await freshToken(box);
      if (!token) return { became: "signed-out" };
      answer = await posted(act, token);
    }
    if (answer.redirected && !new URL(answer.url).pathname.startsWith(box.today)) return { became: "signed-out" };
    if (answer.ok) return { became: "taken", url: answer.url };
    if (answer.status >= 500 || NOT_NOW.includes(answer.status)) return { became: "later" };
    return { became: "refused", reason: reasons(await answer.text()) };
  } catch {
    return { became: "later" };
  }
}

function told(became, act, url = "") {
  document.dispatchEvent(new CustomEvent("outbox", { detail: { became, act, url } }));
}

async function sendAll(box) {
  for (;;) {
    const act = (await acts(box.user)).find((one) => !one.refused);
    if (!act) return "empty";
    const { became, url, reason } = await sent(act, box);
    if (became === "taken") {
      await forget(act.id);
      told("taken", act, url);
    } else if (became === "refused") {
      await keep({ ...act, refused: reason || "…" });
      told("refused", { ...act, refused: reason });
    } else {
      return became;
    }
  }
}

let sending = null;

/**
 * Sends what waits, one after the other, until all is answered or the network is gone.
 * Two pages of one phone take turns. The answer: empty, later or signed-out.
 */
export function send(box) {
  const work = () => sendAll(box);
  sending ??= (navigator.locks ? navigator.locks.request(NAME, work) : work()).finally(() => {
    sending = null;
  });
  return sending;
}
