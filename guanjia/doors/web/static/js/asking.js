/* Asks in a dialog of the page. The answer is true if the person said yes. */

export function asked(name, words = {}) {
  const dialog = document.querySelector(`[data-ask="${name}"]`);
  for (const [slot, text] of Object.entries(words)) {
    for (const place of dialog.querySelectorAll(`[data-put="${slot}"]`)) place.textContent = text;
  }
  if (!dialog.showModal) return Promise.resolve(confirm(dialog.textContent.trim()));
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((done) => {
    dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true });
  });
}
