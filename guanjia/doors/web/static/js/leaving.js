/* Says what a worker has told on this phone and the house does not have yet, before they sign out. */

import { acts, isUnsent } from "./outbox.js";

const note = document.querySelector("[data-unsent]");

async function tell() {
  const unsent = (await acts(note.dataset.unsent)).filter(isUnsent).length;
  note.querySelector("[data-count]").textContent = unsent;
  note.hidden = !unsent;
}

if (note.dataset.unsent && window.indexedDB) tell().catch(() => {});
