/* The worker's phone: nothing is lost in a stairwell without signal. */

import { rest } from "./busy.js";
import { where } from "./here.js";
import { acts, forget, keep, newKey, send } from "./outbox.js";
import { lay } from "./standing.js";

const PATIENCE = 4000;
const AGAIN = 20_000;
const PAGES = "work-pages";
const LEAN = 1600;

const panel = document.querySelector("[data-outbox]");
const box = { user: panel.dataset.outbox, today: panel.dataset.today };
const show = (part, shown) => { panel.querySelector(part).hidden = !shown; };

/* What is known of the queue, on this page. What is on its way just now is not yet shown as waiting. */

const asking = new Set();

function line(template, act) {
  const item = panel.querySelector(template).content.firstElementChild.cloneNode(true);
  item.querySelector("[data-what]").textContent = act.label;
  const hour = new Date(act.happened_at);
  item.querySelector("[data-when]").textContent = hour.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hour12: false });
  return item;
}

function refusedLine(act) {
  const item = line("[data-refused-line]", act);
  item.querySelector("[data-why]").textContent = act.refused;
  item.querySelector("[data-look]").href = act.page;
  item.querySelector("[data-again]").addEventListener("click", async () => {
    const { refused: _refused, ...again } = act;
    await keep(again);
    deliver();
  });
  item.querySelector("[data-forget]").addEventListener("click", async (event) => {
    if (!confirm(event.target.dataset.sure)) return;
    await forget(act.id);
    tell();
  });
  return item;
}

async function tell() {
  const mine = (await acts(box.user)).filter((act) => !asking.has(act.key));
  const waiting = mine.filter((act) => !act.refused);
  const refused = mine.filter((act) => act.refused);
  panel.querySelector("[data-count]").textContent = waiting.length;
  panel.querySelector("[data-waiting-list]").replaceChildren(...waiting.map((act) => line("[data-waiting-line]", act)));
  panel.querySelector("[data-refused-list]").replaceChildren(...refused.map(refusedLine));
  show("[data-waiting]", waiting.length);
  show("[data-refused]", refused.length);
  panel.hidden = !mine.length;
  lay(mine);
  return waiting.length;
}

async function deliver() {
  await tell();
  const became = await send(box);
  show("[data-signed-out]", became === "signed-out");
  await tell();
  return became;
}

document.addEventListener("outbox", ({ detail: { became, act } }) => {
  if (became === "taken") lay.taken(act);
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

async function sendByQueue(form, submitter) {
  const happened_at = new Date().toISOString();
  if ("here" in form.dataset) {
    const place = await where();
    if (place) {
      form.elements.latitude.value = place.latitude.toFixed(6);
      form.elements.longitude.value = place.longitude.toFixed(6);
    }
  }
  const fields = await fieldsOf(form, submitter);
  const act = {
    key: newKey(), user: box.user, url: form.action, page: location.href, label: form.dataset.label,
    visit: form.dataset.of, about: form.dataset.act, fields, happened_at,
  };
  asking.add(act.key);
  try {
    act.id = await keep(act);
  } catch {
    sendPlainly(form, submitter);
    return;
  }
  const answer = await answerOf(act);
  asking.delete(act.key);
  rest(form);
  if (answer.became === "taken") {
    location.assign(answer.url);
  } else if (answer.became === "refused") {
    await forget(act.id);
    sendPlainly(form, submitter);
  } else {
    await tell();
    lay.after(act);
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-act]");
  if (!form || !window.indexedDB) return;
  event.preventDefault();
  if (form.reportValidity()) sendByQueue(form, event.submitter);
  else rest(form);
});

/* Today's homes are kept on the phone, until the person leaves or another comes. */

async function refresh(address) {
  const answer = await fetch(address);
  if (answer.ok && !answer.redirected) await (await caches.open(PAGES)).put(address, answer);
}

async function keepToday() {
  const kept = await caches.open(PAGES);
  for (const link of document.querySelectorAll("[data-stop] a")) {
    for (const address of [link.href, `${link.href}incident/`]) {
      if (!(await kept.match(address))) await refresh(address);
    }
  }
}

async function beReady() {
  if (!navigator.serviceWorker || !window.caches) return;
  if (localStorage.getItem(PAGES) !== box.user) {
    await caches.delete(PAGES);
    localStorage.setItem(PAGES, box.user);
  }
  await navigator.serviceWorker.register(panel.dataset.keeper, { scope: box.today });
  const ready = await navigator.serviceWorker.ready;
  const parts = performance.getEntriesByType("resource").map((one) => one.name);
  ready.active.postMessage({ parts, page: location.href });
  await keepToday();
}

document.addEventListener("click", (event) => {
  if (event.target.closest("a")?.getAttribute("href") === panel.dataset.leave) window.caches?.delete(PAGES);
});
document.addEventListener("outbox", ({ detail: { became, act } }) => {
  if (became === "taken" && act.visit && window.caches) refresh(`${box.today}${act.visit}/`).catch(() => {});
});

panel.querySelector("[data-send]").addEventListener("click", deliver);
addEventListener("online", deliver);
addEventListener("pageshow", deliver);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && deliver());
setInterval(async () => (await tell()) && deliver(), AGAIN);
beReady().catch(() => {});
