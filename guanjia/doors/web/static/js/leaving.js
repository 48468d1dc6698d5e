/* Says what was told on this phone and the house does not have yet, before somebody signs out; and takes
   off the phone what it has kept, whichever page they leave from. */

import { acts, forgetTaken, isUnsent, PAGES } from "./outbox.js";

const note = document.querySelector("[data-unsent]");

async function tell() {
  const unsent = (await acts(note.dataset.unsent)).filter(isUnsent).length;
  note.querySelector("[data-count]").textContent = unsent;
  note.hidden = !unsent;
}

if (note.dataset.unsent && window.indexedDB) {
  forgetTaken(note.dataset.unsent).then(tell).catch(() => {});
  window.caches?.delete(PAGES).catch(() => {});
}
