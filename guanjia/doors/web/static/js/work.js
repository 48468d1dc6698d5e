/* The worker's phone: nothing is lost in a stairwell without signal. */

import { asked } from "./asking.js";
import { rest } from "./busy.js";
import { where } from "./here.js";
import * as outbox from "./outbox.js";
import { abnormal, surely } from "./readings.js";
import { lay } from "./standing.js";

const PATIENCE = 4000;
const AGAIN = 20_000;
const PAGES = "work-pages";
const LEAN = 1600;
const PAD = new URL("../vendor/signature_pad/signature_pad.umd.min.js", import.meta.url).href;

const panel = document.querySelector("[data-outbox]");
const box = { user: panel.dataset.outbox, today: panel.dataset.today };
const { asOf } = panel.dataset;
const show = (part, shown) => { panel.querySelector(part).hidden = !shown; };
const field = (act, name) => act.fields.findLast(([one]) => one === name)?.[1];

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

function refusedLine(act) {
  const item = line(act.stands ? "[data-conflict-line]" : "[data-refused-line]", act);
  item.querySelector("[data-why]").textContent = act.refused;
  const others = act.fields.filter(([name]) => name !== "seen");
  item.querySelector("[data-again]").addEventListener("click", () => sendAgain(act, act.stands ? [...others, ["seen", act.stands]] : act.fields));
  const standing = item.querySelector("[data-standing]");
  if (standing) standing.textContent = act.standing;
  const look = item.querySelector("[data-look]");
  if (look) look.href = act.page;
  item.querySelector("[data-forget]").addEventListener("click", async (event) => {
    const { sure } = event.target.dataset;
    if (sure && !confirm(sure)) return;
    await outbox.forget(act.id);
    tell();
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
  lay(mine.filter((act) => outbox.isNewsTo(asOf, act)));
  return waiting.length;
}

async function deliver() {
  await tell();
  const became = await outbox.send(box);
  show("[data-signed-out]", became === "signed-out");
  await tell();
  return became;
}

document.addEventListener("outbox", ({ detail: { became, act } }) => {
  if (became === "taken" && act.visit) keepAnew([`${box.today}${act.visit}/`, box.today]);
  tell();
});
outbox.whenChangedElsewhere(tell);

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

/* What this phone has told of the same step and the page does not show: is it to be replaced? */
async function follows(act) {
  if (!act.about.startsWith("step/")) return [];
  const same = (one) => one.visit === act.visit && one.about === act.about && !one.refused && outbox.isNewsTo(asOf, one);
  const before = (await outbox.acts(box.user)).findLast(same);
  if (!before) return [];
  const names = ["is_done", "reason", "value", "note"];
  const isSame = names.every((name) => (field(before, name) ?? "") === (field(act, name) ?? ""));
  if (isSame || (await asked("replace", { standing: before.label }))) return [["follows", before.key]];
  return null;
}

/* Nothing more fits on the phone: what cannot be kept must be sent now, or it does not count. */
async function sendUnkept(act) {
  const answer = await outbox.sent(act, box);
  if (answer.became === "later" || answer.became === "signed-out") await asked("full");
  return answer;
}

async function act(form, submitter) {
  const happened_at = new Date().toISOString();
  const sure = await surely(form, submitter);
  if (sure === null) return null;
  if ("here" in form.dataset) {
    const place = await where();
    if (place) {
      form.elements.latitude.value = place.latitude.toFixed(6);
      form.elements.longitude.value = place.longitude.toFixed(6);
    }
  }
  const told = {
    key: outbox.newKey(), user: box.user, url: form.action, page: location.href, label: form.dataset.label,
    visit: form.dataset.of, about: form.dataset.act, happened_at,
    fields: [...(await fieldsOf(form, submitter)), ...sure],
  };
  const before = await follows(told);
  if (before === null) return null;
  told.fields.push(...before);
  return told;
}

async function sendByQueue(form, submitter) {
  const told = await act(form, submitter);
  if (!told) {
    rest(form);
    return;
  }
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
  rest(form);
  if (answer.became === "taken") {
    location.assign(answer.url);
  } else if (answer.became === "refused" && told.id && answer.act.stands) {
    await tell();
    panel.scrollIntoView();
  } else if (answer.became === "refused") {
    if (told.id) await outbox.keep({ ...answer.act, plain: answer.act.refused_at });
    sendPlainly(form, submitter);
  } else if (told.id) {
    await tell();
    const measured = abnormal(form, submitter);
    if (measured) await offerHelp(told, measured);
    lay.after(told);
  } else {
    await tell();
  }
}

async function offerHelp(told, measured) {
  const link = document.querySelector("[data-ask=abnormal] [data-report]");
  link.href = `${box.today}${told.visit}/incident/?step=${told.about.split("/")[1]}`;
  await asked("abnormal", measured);
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-act]");
  if (!form || !window.indexedDB) return;
  event.preventDefault();
  if (form.reportValidity()) sendByQueue(form, event.submitter);
  else rest(form);
});

/* A report that begins with a reading which the house may not have yet. */

async function beginReport() {
  const step = new URLSearchParams(location.search).get("step");
  const form = document.getElementById("report");
  if (!form || !step || form.elements.note.value) return;
  const about = `step/${step}`;
  const told = (await outbox.acts(box.user)).findLast((one) => one.about === about && form.dataset.of === one.visit);
  if (!told) return;
  form.elements.note.value = `${told.label} ${field(told, "value") ?? ""}`.trim();
  form.elements.kind.value = "illness";
  form.elements.severity.value = "serious";
}

/* Today's homes are kept on the phone, until the person leaves or another comes. */

async function keepAnew(addresses) {
  (await navigator.serviceWorker?.ready)?.active?.postMessage({ anew: addresses });
}

async function keepToday() {
  const kept = await caches.open(PAGES);
  const links = [...document.querySelectorAll("[data-stop] a")].map((link) => link.href);
  const addresses = links.flatMap((link) => [link, `${link}incident/`]);
  const missing = [];
  for (const address of addresses) if (!(await kept.match(address))) missing.push(address);
  if (missing.length) await keepAnew(missing);
}

async function lookForSpace() {
  navigator.storage?.persist?.().catch(() => {});
  isFull = !(await outbox.hasRoom());
}

async function beReady() {
  if (!navigator.serviceWorker || !window.caches) return;
  if (localStorage.getItem(PAGES) !== box.user) {
    await caches.delete(PAGES);
    localStorage.setItem(PAGES, box.user);
  }
  await navigator.serviceWorker.register(panel.dataset.keeper, { scope: box.today });
  const ready = await navigator.serviceWorker.ready;
  const parts = [...performance.getEntriesByType("resource").map((one) => one.name), PAD];
  ready.active.postMessage({ parts, page: location.href });
  await keepToday();
}

/* Leaving takes the homes off the phone; what was not sent stays, and is said. */

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
  await window.caches?.delete(PAGES);
  await outbox.forgetTaken(box.user);
  location.assign(address);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (link?.getAttribute("href") !== panel.dataset.leave || !window.indexedDB) return;
  event.preventDefault();
  leave(link.href);
});

panel.querySelector("[data-send]").addEventListener("click", deliver);
addEventListener("online", deliver);
addEventListener("pageshow", deliver);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && deliver());
setInterval(async () => (await tell()) && deliver(), AGAIN);
outbox.tidy(box.user, asOf).then(beginReport).catch(() => {});
lookForSpace().then(tell).catch(() => {});
beReady().catch(() => {});
