/* Keeps pages on the phone, and shows them again when there is no network. */

const PAGES = "work-pages";
const PARTS = "work-parts";
const { scope: SCOPE, away: AWAY, kept, cards } = {{ declared|safe }};
const KEPT = new RegExp(kept);
const CARDS = cards.map(([path, card]) => [new RegExp(path), card]);
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

/* Only what holds true without network is kept: what does not is shown as a card of a page that does. */
function isKept(address) {
  const { pathname } = new URL(address);
  return pathname === AWAY || (pathname.startsWith(SCOPE) && KEPT.test(pathname.slice(SCOPE.length)));
}

function plainly(address) {
  return address.split(/[?#]/)[0];
}

function cardOf(address) {
  const path = new URL(address).pathname.slice(SCOPE.length);
  const [found, card] = CARDS.find(([one]) => one.test(path)) ?? [];
  return found && SCOPE + path.replace(found, card);
}

/* A page with somebody's address on it is not kept beyond the day. */
async function keptPage(address) {
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
  const known = isKept(address) ? await keptPage(address) : null;
  const answering = fetch(request).then(async (answer) => {
    if (answer.ok && isKept(address) && plainly(answer.url) === address) await keep(PAGES, address, answer.clone());
    return answer;
  });
  try {
    return (await (known ? Promise.race([answering, late()]) : answering)) ?? known;
  } catch {
    if (known) return known;
  }
  const card = isKept(address) ? null : cardOf(address);
  if (card) return Response.redirect(card);
  return (await keptPage(new URL(AWAY, location.origin).href)) ?? Response.error();
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

/* One after the other: what comes first is needed first, should the network go in between. */
async function inOrder(addresses) {
  for (const address of addresses) await fetchAndKeep(PAGES, address).catch(() => {});
}

/* What an earlier version of this script has kept is made anew: its pages speak with scripts of then. */
async function renew() {
  await self.clients.claim();
  const pages = await (await caches.open(PAGES)).keys();
  await inOrder(pages.map((one) => one.url).filter(isKept));
}

addEventListener("activate", (event) => event.waitUntil(renew()));

addEventListener("message", (event) => {
  const { parts = [], page: shown, anew = [] } = event.data;
  const here = parts.filter((address) => new URL(address).pathname.startsWith("/static/"));
  const pages = [...anew, ...(shown ? [shown, new URL(AWAY, location.origin).href] : [])];
  const whole = pages.map((address) => plainly(new URL(address, location.origin).href)).filter(isKept);
  /* A page that was on its way while this script began is nobody's yet, and would stay so. */
  const claimed = self.clients.claim();
  event.waitUntil(Promise.allSettled([claimed, ...here.map((address) => fetchAndKeep(PARTS, address)), inOrder(whole)]));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (address.pathname.startsWith("/static/")) event.respondWith(part(request));
});
