/* Keeps the worker's pages on the phone, and shows them again when there is no network. */

const PAGES = "work-pages";
const PARTS = "work-parts";
const TODAY = "{% url 'fieldwork:today' %}";
const AWAY = "{% url 'fieldwork:away' %}";
const VISIT = /^(.*?\/\d+\/)/;
const STEP = /steps\/(\d+)\/$/;
const KEPT = /^(\d+\/(incident\/)?|week\/)?$/;
const PATIENCE = 5000;
const OLDEST = 16 * 3600 * 1000;

/* Where nothing more fits, the page is shown all the same. */
async function keep(name, address, answer) {
  try {
    await (await caches.open(name)).put(address, answer);
  } catch {
    await (await caches.open(name)).delete(address).catch(() => {});
  }
}

/* Two answers to one address may overtake each other: only the later question counts. */
const asked = new Map();

async function fetchAndKeep(name, address) {
  const turn = (asked.get(address) ?? 0) + 1;
  asked.set(address, turn);
  const answer = await fetch(address, { cache: name === PAGES ? "no-store" : "default" });
  if (answer.ok && !answer.redirected && asked.get(address) === turn) await keep(name, address, answer.clone());
  return answer;
}

/* Only what holds true without network is kept: a step or an acceptance is shown on the page of its visit. */
function isKept(address) {
  const { pathname } = new URL(address);
  return pathname === AWAY || (pathname.startsWith(TODAY) && KEPT.test(pathname.slice(TODAY.length)));
}

function plainly(address) {
  return address.split(/[?#]/)[0];
}

/* A page with somebody's address on it is not kept beyond the day. */
async function kept(address) {
  const answer = await caches.match(address);
  if (!answer) return null;
  const age = Date.now() - Date.parse(answer.headers.get("Date"));
  if (answer.url.endsWith(AWAY) || !(age > OLDEST)) return answer;
  await (await caches.open(PAGES)).delete(address);
  return null;
}

function late() {
  return new Promise((done) => { setTimeout(done, PATIENCE, null); });
}

async function page(request) {
  const address = plainly(request.url);
  const known = isKept(address) ? await kept(address) : null;
  const answering = fetch(request).then(async (answer) => {
    if (answer.ok && isKept(address) && plainly(answer.url) === address) await keep(PAGES, address, answer.clone());
    return answer;
  });
  try {
    return (await (known ? Promise.race([answering, late()]) : answering)) ?? known;
  } catch {
    if (known) return known;
  }
  const { pathname } = new URL(address);
  const [visit] = pathname.match(VISIT) ?? [];
  if (visit && !isKept(address)) {
    const [, step] = pathname.match(STEP) ?? [];
    return Response.redirect(`${visit}${step ? `#step-${step}` : pathname.includes("/acceptance/") ? "#word" : ""}`);
  }
  return (await kept(new URL(AWAY, location.origin).href)) ?? Response.error();
}

async function part(request) {
  try {
    return await fetchAndKeep(PARTS, request.url);
  } catch {
    return (await caches.match(request.url)) ?? Response.error();
  }
}

addEventListener("install", (event) => {
  event.waitUntil(fetchAndKeep(PAGES, new URL(AWAY, location.origin).href).then(() => self.skipWaiting()));
});

addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

/* One after the other: what comes first is needed first, should the network go in between. */
async function inOrder(addresses) {
  for (const address of addresses) await fetchAndKeep(PAGES, address).catch(() => {});
}

addEventListener("message", (event) => {
  const { parts = [], page: shown, anew = [] } = event.data;
  const here = parts.filter((address) => new URL(address).pathname.startsWith("/static/"));
  const pages = [...anew, ...(shown ? [shown, new URL(AWAY, location.origin).href] : [])];
  const whole = pages.map((address) => plainly(new URL(address, location.origin).href)).filter(isKept);
  event.waitUntil(Promise.allSettled([...here.map((address) => fetchAndKeep(PARTS, address)), inOrder(whole)]));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (address.pathname.startsWith("/static/")) event.respondWith(part(request));
});
