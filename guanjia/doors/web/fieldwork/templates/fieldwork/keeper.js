/* Keeps the worker's pages on the phone, and shows them again when there is no network. */

const PAGES = "work-pages";
const PARTS = "work-parts";
const TODAY = "{% url 'fieldwork:today' %}";
const AWAY = "{% url 'fieldwork:away' %}";
const STEP = /^(.*\/\d+\/)steps\/(\d+)\/$/;
const PATIENCE = 5000;
const OLDEST = 16 * 3600 * 1000;

async function keep(name, address, answer) {
  await (await caches.open(name)).put(address, answer);
}

async function fetchAndKeep(name, address) {
  const answer = await fetch(address);
  if (answer.ok && !answer.redirected) await keep(name, address, answer.clone());
  return answer;
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
  const address = request.url.split("#")[0];
  const known = await kept(address);
  const asked = fetch(request).then(async (answer) => {
    if (answer.ok && new URL(answer.url).pathname.startsWith(TODAY)) await keep(PAGES, address, answer.clone());
    return answer;
  });
  try {
    return (await (known ? Promise.race([asked, late()]) : asked)) ?? known;
  } catch {
    if (known) return known;
  }
  const step = new URL(address).pathname.match(STEP);
  if (step) return Response.redirect(`${step[1]}#step-${step[2]}`);
  return (await kept(AWAY)) ?? Response.error();
}

async function part(request) {
  try {
    return await fetchAndKeep(PARTS, request.url);
  } catch {
    return (await caches.match(request.url)) ?? Response.error();
  }
}

addEventListener("install", (event) => {
  event.waitUntil(fetchAndKeep(PAGES, AWAY).then(() => self.skipWaiting()));
});

addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

addEventListener("message", (event) => {
  const { parts, page: shown } = event.data;
  const here = parts.filter((address) => new URL(address).pathname.startsWith("/static/"));
  event.waitUntil(Promise.allSettled([
    ...here.map((address) => fetchAndKeep(PARTS, address)),
    fetchAndKeep(PAGES, shown.split("#")[0]),
    fetchAndKeep(PAGES, AWAY),
  ]));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (address.pathname.startsWith("/static/")) event.respondWith(part(request));
});
