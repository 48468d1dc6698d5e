/* Offers once, on the first page, to put these pages on the home screen. */

const SEEN = "install-hint";
const hint = document.querySelector("[data-install]");
const isInstalled = matchMedia("(display-mode: standalone)").matches || navigator.standalone;

/* A browser that keeps nothing would be asked on each visit: it is not asked at all. */
function isFirstTime() {
  try {
    if (localStorage.getItem(SEEN) !== null) return false;
    localStorage.setItem(SEEN, "yes");
    return true;
  } catch {
    return false;
  }
}

if (hint?.dataset.install === location.pathname && !isInstalled && isFirstTime()) {
  const now = hint.querySelector("[data-install-now]");
  const byHand = hint.querySelector("[data-install-by-hand]");
  const away = () => { hint.hidden = true; };
  let offer = null;
  hint.hidden = false;
  byHand.hidden = false;
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offer = event;
    now.hidden = false;
    byHand.hidden = true;
  });
  now.addEventListener("click", async () => {
    await offer.prompt();
    away();
  });
  hint.querySelector("[data-install-never]").addEventListener("click", away);
  addEventListener("appinstalled", away);
}
