/* A page that works without network: nothing is lost in a stairwell without signal.

   Its forms with `data-act` (which act), `data-of` (upon which row) and `data-label` (in words) wait in the
   outbox until they are answered. What is special about a page it declares: see `worksOffline`. */

import { asked } from "./asking.js";
import { currentPosition } from "./geolocation.js";
import * as outbox from "./outbox.js";
import { unlock } from "./submit_lock.js";

const PATIENCE = 4000;
const AGAIN = 20_000;
const LEAN = 1600;

const panel = document.querySelector("[data-outbox]");
const { noun, asOf } = panel.dataset;
const box = { user: panel.dataset.outbox, signedIn: panel.dataset.signedIn };
const show = (part, shown) => { panel.querySelector(part).hidden = !shown; };

export const { newKey } = outbox;

/** Where the pages begin that the service worker of this page keeps. */
export const scope = new URL(".", new URL(panel.dataset.serviceWorker, location.href)).pathname;

/** What an act says in one field. */
export const field = (act, name) => act.fields.findLast(([one]) => one === name)?.[1];

/* What a page may declare beside its forms; `acts` are what the phone knows and the page does not. */
let page = {
  show: () => {}, /* (acts): lays them over the page */
  fields: async () => [], /* (form, submitter): what is added to an act; null, if it is not to be told yet */
  replaces: () => null, /* (act): whether an act says anew what an earlier one said: a test of the earlier one */
  kept: async () => {}, /* (act, form, submitter): goes on after an act that could not be sent yet */
  taken: () => {}, /* (act, answer): after the house has taken an act, whichever page told it */
  forgotten: () => {}, /* (act): after a person has let go of an act that was refused */
  changed: () => [], /* (act): the addresses that show it otherwise now */
  needed: () => [], /* (): the addresses that must be on the phone before the network goes */
  parts: [], /* scripts that the page loads only when they are needed */
  isKeptHere: true, /* whether pages are kept on this machine */
};

/* What is known of the queue, on this page. What is on its way just now is not yet shown as waiting. */

const asking = new Set();
let isFull = false;

function line(template, act) {
  const item = panel.querySelector(template).content.firstElementChild.cloneNode(true);
  item.querySelector("[data-what]").textContent = act.label;
  const hour = new Date(act.happened_at);
  item.querySelector("[data-when]").textContent = hour.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hour12: false });
  return item;
}

async function sendAgain(act, fields = act.fields) {
  const { refused: _refused, plain: _plain, stands: _stands, ...again } = act;
  await outbox.keep({ ...again, fields });
  deliver();
}

/* The same act, told by somebody who has seen what stands there. */
function havingSeen(act) {
  const seen = new Set(act.stands.map(([name]) => name));
  return [...act.fields.filter(([name]) => !seen.has(name)), ...act.stands];
}

function refusedLine(act) {
  const item = line(act.stands ? "[data-conflict-line]" : "[data-refused-line]", act);
  item.querySelector("[data-why]").textContent = act.refused;
  item.querySelector("[data-again]").addEventListener("click", () => sendAgain(act, act.stands ? havingSeen(act) : act.fields));
  const standing = item.querySelector("[data-standing]");
  if (standing) standing.textContent = act.standing;
  const look = item.querySelector("[data-look]");
  if (look) look.href = act.page;
  item.querySelector("[data-forget]").addEventListener("click", async (event) => {
    const { sure } = event.target.dataset;
    if (sure && !confirm(sure)) return;
    await outbox.forget(act.id);
    await tell();
    page.forgotten(act);
  });
  return item;
}

async function tell() {
  const mine = (await outbox.acts(box.user)).filter((act) => !asking.has(act.key));
  const waiting = mine.filter(outbox.isWaiting);
  const refused = mine.filter((act) => act.refused && !act.taken);
  panel.querySelector("[data-count]").textContent = waiting.length;
  panel.querySelector("[data-waiting-list]").replaceChildren(...waiting.map((act) => line("[data-waiting-line]", act)));
  panel.querySelector("[data-refused-list]").replaceChildren(...refused.map(refusedLine));
  show("[data-waiting]", waiting.length);
  show("[data-refused]", refused.length);
  show("[data-full]", isFull);
  panel.hidden = !(waiting.length || refused.length || isFull);
  page.show(mine.filter((act) => outbox.isNewsTo(asOf, act)));
  return waiting.length;
}

async function deliver() {
  await tell();
  const became = await outbox.send(box);
  show("[data-signed-out]", became === "signed-out");
  await tell();
  return became;
}

document.addEventListener("outbox", ({ detail: { became, act, ...answer } }) => {
  if (became === "taken") {
    if (act.noun === noun) keepAnew(page.changed(act));
    page.taken(act, answer);
  }
  tell();
});
/* A form that is sent waits in the queue first. */

async function lean(file) {
  if (!(file instanceof File) || !file.size || !/^image\/(jpeg|png|webp)$/.test(file.type)) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LEAN / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const small = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", 0.82); });
    return small && small.size < file.size ? new File([small], "photo.jpg", { type: small.type }) : file;
  } catch {
    return file;
  }
}

async function fieldsOf(form, submitter) {
  const fields = [...new FormData(form)];
  if (submitter?.name) fields.push([submitter.name, submitter.value]);
  return Promise.all(fields.map(async ([name, value]) => [name, await lean(value)]));
}

function sendPlainly(form, submitter) {
  if (submitter?.name) {
    const pressed = document.createElement("input");
    Object.assign(pressed, { type: "hidden", name: submitter.name, value: submitter.value });
    form.append(pressed);
  }
  form.submit();
}

function answerOf(act) {
  return new Promise((done) => {
    const hear = ({ detail }) => {
      if (detail.act.key !== act.key) return;
      document.removeEventListener("outbox", hear);
      done(detail);
    };
    document.addEventListener("outbox", hear);
    const waited = () => done({ became: "later" });
    setTimeout(waited, PATIENCE);
    deliver().then((became) => became !== "empty" && waited());
  });
}

/* What this phone has told of the same thing and the page does not show: is it to be replaced? */
async function follows(act) {
  const isEarlier = page.replaces(act);
  if (!isEarlier) return [];
  const same = (one) => one.noun === act.noun && one.of === act.of && one.about === act.about;
  const before = (await outbox.acts(box.user)).findLast((one) => same(one) && !one.refused && outbox.isNewsTo(asOf, one));
  if (!before) return [];
  if (isEarlier(before) || (await asked("replace", { standing: before.label }))) return [["follows", before.key]];
  return null;
}

/* Nothing more fits on the phone: what cannot be kept must be sent now, or it does not count. */
async function sendUnkept(act) {
  const answer = await outbox.sent(act, box);
  if (answer.became === "later" || answer.became === "signed-out") await asked("full");
  return answer;
}

function actOf(form, fields, more) {
  return {
    key: outbox.newKey(), user: box.user, url: form.action, page: location.href, label: form.dataset.label,
    noun: form.dataset.noun ?? noun, of: form.dataset.of, about: form.dataset.act, fields, ...more,
  };
}

async function act(form, submitter) {
  const happened_at = new Date().toISOString();
  const added = await page.fields(form, submitter);
  if (added === null) return null;
  if ("geolocation" in form.dataset) {
    const place = await currentPosition();
    if (place) {
      form.elements.latitude.value = place.latitude.toFixed(6);
      form.elements.longitude.value = place.longitude.toFixed(6);
    }
  }
  const told = actOf(form, [...(await fieldsOf(form, submitter)), ...added], { happened_at });
  const before = await follows(told);
  if (before === null) return null;
  told.fields.push(...before);
  return told;
}

/* Waits a moment for the answer; what is not answered by then is shown as waiting. */
async function keepAndSend(told) {
  asking.add(told.key);
  let answer;
  try {
    told.id = await outbox.keep(told);
    isFull = false;
  } catch {
    isFull = true;
    answer = await sendUnkept(told);
  }
  answer ??= await answerOf(told);
  asking.delete(told.key);
  return answer;
}

function goTo(address) {
  const { origin, pathname, search, hash } = new URL(address);
  location.assign(address);
  /* An address that differs in its place only would show the page as it was. */
  if (hash && origin + pathname + search === location.href.split("#")[0]) location.reload();
}

async function sendByQueue(form, submitter) {
  const told = await act(form, submitter);
  if (!told) {
    unlock(form);
    return;
  }
  const answer = await keepAndSend(told);
  unlock(form);
  if (answer.became === "taken") {
    goTo(answer.url);
  } else if (answer.became === "refused" && told.id && answer.act.stands) {
    await tell();
    panel.scrollIntoView();
  } else if (answer.became === "refused") {
    if (told.id) await outbox.keep({ ...answer.act, plain: answer.act.refused_at });
    sendPlainly(form, submitter);
  } else {
    await tell();
    if (told.id) await page.kept(told, form, submitter);
  }
}

/**
 * Tells a part of a form as soon as it is given; the page stays as it is, and the answer is a part of it.
 * Returns whether it is safe: kept on the phone, or taken by the house.
 */
export async function tellPart(form, fields, label, key) {
  const token = form.elements.csrfmiddlewaretoken.value;
  const more = { key, label, part: true, happened_at: new Date().toISOString() };
  const told = actOf(form, [...fields, ["csrfmiddlewaretoken", token]], more);
  const answer = await keepAndSend(told);
  await tell();
  return Boolean(told.id) || answer.became === "taken";
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-act]");
  if (!form || !window.indexedDB) return;
  event.preventDefault();
  if (form.reportValidity()) sendByQueue(form, event.submitter);
  else unlock(form);
});

/* Pages are kept on the phone, until the person leaves or another comes. */

async function keepAnew(addresses) {
  (await navigator.serviceWorker?.ready)?.active?.postMessage({ anew: addresses });
}

async function keepNeeded() {
  const kept = await caches.open(outbox.PAGES);
  const missing = [];
  for (const address of page.needed()) if (!(await kept.match(address))) missing.push(address);
  if (missing.length) await keepAnew(missing);
}

async function lookForSpace() {
  navigator.storage?.persist?.().catch(() => {});
  isFull = !(await outbox.hasRoom());
}

async function beReady() {
  if (!navigator.serviceWorker || !window.caches || !page.isKeptHere) return;
  if (localStorage.getItem(outbox.PAGES) !== box.user) {
    await caches.delete(outbox.PAGES);
    localStorage.setItem(outbox.PAGES, box.user);
  }
  await navigator.serviceWorker.register(panel.dataset.serviceWorker, { scope });
  const ready = await navigator.serviceWorker.ready;
  const parts = [...performance.getEntriesByType("resource").map((one) => one.name), ...page.parts];
  ready.active.postMessage({ parts, page: location.href });
  await keepNeeded();
}

/* Leaving takes the pages off the phone; what was not sent stays, and is said. */

async function isReachable(address) {
  try {
    return (await fetch(address, { cache: "no-store" })).ok;
  } catch {
    return false;
  }
}

async function leave(address) {
  if (!(await isReachable(address))) {
    await asked("stay", { count: (await outbox.acts(box.user)).filter(outbox.isUnsent).length });
    return;
  }
  await deliver();
  const unsent = (await outbox.acts(box.user)).filter(outbox.isUnsent).length;
  if (unsent && !(await asked("leave", { count: unsent }))) return;
  await window.caches?.delete(outbox.PAGES);
  await outbox.forgetTaken(box.user);
  location.assign(address);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (link?.getAttribute("href") !== panel.dataset.leave || !window.indexedDB) return;
  event.preventDefault();
  leave(link.href);
});

/** Lets a page work without network, as it declares: its parts are those of `page` above. */
export function worksOffline(declared) {
  page = { ...page, ...declared };
  panel.querySelector("[data-send]").addEventListener("click", deliver);
  addEventListener("online", deliver);
  addEventListener("pageshow", deliver);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && deliver());
  setInterval(async () => (await tell()) && deliver(), AGAIN);
  outbox.whenChangedElsewhere(tell);
  lookForSpace().then(tell).catch(() => {});
  beReady().catch(() => {});
  return outbox.tidy(box.user, asOf).then(() => outbox.acts(box.user)).catch(() => []);
}
