/* What was done waits on the phone, in order, until the house has answered it; and is remembered for the
   day, so that an older page that the phone has kept does not show an older state.

   An act is told of a row: `noun` and `of` name it, `about` which act upon it, `key` this one telling. All
   rows share one queue. `stands` are the fields that say, if it is told again, that what stands was seen. */

/** Where pages are kept on the phone; `offline/service_worker.js` says the same. */
export const PAGES = "work-pages";

const NAME = "guanjia-outbox";
const STORE = "acts";
const PATIENCE = 60_000;
const NOT_NOW = [401, 408, 425, 429];
const TOKEN = "csrfmiddlewaretoken";
const REMEMBERED = 20 * 3600 * 1000;
const SLACK = 5000;
const PICTURE = 0x40000;
const RANDOM_AT_ONCE = 0x10000;

const others = window.BroadcastChannel ? new BroadcastChannel(NAME) : null;

/** Calls whenever another page of this phone has changed what waits. */
export function whenChangedElsewhere(look) {
  others?.addEventListener("message", look);
}

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
      const transaction = box.transaction(STORE, mode, { durability: "strict" });
      const asking = ask(transaction.objectStore(STORE));
      transaction.oncomplete = () => done(asking.result);
      transaction.onabort = () => failed(transaction.error);
    });
  } finally {
    box.close();
  }
}

async function changed(ask) {
  const result = await within("readwrite", ask);
  others?.postMessage("");
  return result;
}

/* Acts were told of visits only once, and pages that a phone has kept since then still write them so:
   they are read as what they mean. A new version of the store would shut such pages out. */
function asToday(act) {
  if (act.noun) return act;
  const { visit, stands, ...same } = act;
  return { ...same, noun: "assignment", of: visit, stands: stands ? [["seen", stands]] : undefined };
}

const all = async () => (await within("readonly", (store) => store.getAll())).map(asToday);

/** All that one person told on this phone, the oldest first: it waits, was refused, or was taken today. */
export async function acts(user) {
  return (await all()).filter((act) => act.user === user);
}

export const keep = (act) => changed((store) => store.put(act));
export const forget = (id) => changed((store) => store.delete(id));
export const isUnsent = (act) => !act.taken;
export const isWaiting = (act) => !act.taken && !act.refused;

/** Whether a page may not know yet of an act: `asOf` is when the page was made, by the clock of the house. */
export function isNewsTo(asOf, act) {
  return !act.taken || Date.parse(act.taken) + SLACK > Date.parse(asOf);
}

/** Lets go of what is no longer needed: acts of another day or person that the house has, and those shown again. */
export async function tidy(user, asOf) {
  for (const act of await all()) {
    const isOld = act.user !== user || Date.now() - Date.parse(act.happened_at) > REMEMBERED;
    const isShownAgain = act.plain && act.user === user && Date.parse(asOf) > Date.parse(act.plain);
    if ((act.taken && isOld) || isShownAgain) await forget(act.id);
  }
}

/** Forgets what the house has of one person; what it does not have stays. */
export async function forgetTaken(user) {
  for (const act of await acts(user)) if (act.taken) await forget(act.id);
}

/** Whether a picture would still fit: browsers round what they say of their space, so it is tried. */
export async function hasRoom() {
  const picture = new Uint8Array(PICTURE);
  for (let at = 0; at < PICTURE; at += RANDOM_AT_ONCE) crypto.getRandomValues(picture.subarray(at, at + RANDOM_AT_ONCE));
  try {
    const id = await within("readwrite", (store) => store.put({ user: "", happened_at: "", taken: "tried", picture }));
    await within("readwrite", (store) => store.delete(id));
    return true;
  } catch {
    return false;
  }
}

/** A name for an act that nobody else gives; also where the browser trusts the page too little for randomUUID. */
export function newKey() {
  const random = crypto.getRandomValues(new Uint8Array(16));
  return [...random].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function read(html) {
  return new DOMParser().parseFromString(html, "text/html");
}

function asOfPage(page) {
  return page.querySelector("[data-as-of]")?.dataset.asOf ?? new Date().toISOString();
}

/* Why it was refused; and if something else stands there already, what, and which version of it. */
function refusalOf(html) {
  const page = read(html);
  const words = [...page.querySelectorAll(".refusal strong, .error p")].filter((one) => !one.closest("[data-outbox]"));
  const said = words.map((one) => one.textContent.trim());
  const recorded = page.querySelector("[data-stands]");
  const seen = recorded && [...recorded.querySelectorAll("input[type=hidden]")].map((one) => [one.name, one.value]);
  return {
    reason: [...new Set(said)].join(" "), asOf: asOfPage(page),
    stands: seen ?? undefined, standing: recorded?.dataset.standsWords,
  };
}

async function freshToken(box) {
  const answer = await fetch(box.signedIn, { headers: { Accept: "application/json" } });
  const { person, token } = await answer.json().catch(() => ({}));
  return String(person) === box.user && token;
}

/* The part of the house where an act belongs: whoever is led elsewhere was asked to sign in. */
const scopeOf = (act) => new URL(act.url).pathname.match(/^\/[^/]*\//)[0];

async function posted(act, token) {
  const body = new FormData();
  for (const [name, value] of act.fields) body.append(name, value);
  body.set("key", act.key);
  body.set("happened_at", act.happened_at);
  body.set("sent_at", new Date().toISOString());
  if (token) body.set(TOKEN, token);
  const headers = act.part ? { "HX-Request": "true" } : {};
  return fetch(act.url, { method: "POST", body, headers, signal: AbortSignal.timeout(PATIENCE) });
}

/** What became of one act: taken, refused with its reason, or to be sent later and why. */
export async function sent(act, box) {
  try {
    let answer = await posted(act);
    if (answer.status === 403) {
      const token = await freshToken(box);
      if (!token) return { became: "signed-out" };
      answer = await posted(act, token);
    }
    if (answer.redirected && !new URL(answer.url).pathname.startsWith(scopeOf(act))) return { became: "signed-out" };
    if (answer.ok) {
      const html = await answer.text();
      return { became: "taken", url: answer.url, html, asOf: asOfPage(read(html)) };
    }
    if (answer.status >= 500 || NOT_NOW.includes(answer.status)) return { became: "later" };
    return { became: "refused", ...refusalOf(await answer.text()) };
  } catch {
    return { became: "later" };
  }
}

function told(became, act, answer = {}) {
  document.dispatchEvent(new CustomEvent("outbox", { detail: { ...answer, became, act } }));
}

/* What is remembered of an act that the house has: no pictures and no signatures. */
async function remember(act, asOf) {
  const fields = act.fields.filter(([name, value]) => typeof value === "string" && !["signature", TOKEN].includes(name));
  try {
    await keep({ ...act, fields, taken: asOf });
  } catch {
    await forget(act.id);
  }
}

async function sendAll(box) {
  for (;;) {
    const act = (await acts(box.user)).find(isWaiting);
    if (!act) return "empty";
    const answer = await sent(act, box);
    const { became, reason, asOf, stands, standing } = answer;
    if (became === "taken") {
      await remember(act, asOf);
      told("taken", act, answer);
    } else if (became === "refused") {
      const refused = { ...act, refused: reason || "…", refused_at: asOf, stands, standing };
      await keep(refused);
      told("refused", refused);
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
