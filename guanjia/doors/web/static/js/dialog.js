/* Confirmations open in place; without this file the same button leads to a page that asks. */

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.dialog);
  if (dialog instanceof HTMLDialogElement && dialog.showModal) {
    event.preventDefault();
    dialog.showModal();
    return;
  }
  const dismisser = event.target.closest("[data-dismiss]");
  const open = dismisser?.closest("dialog");
  if (open) {
    event.preventDefault();
    open.close();
    return;
  }
  if (event.target instanceof HTMLDialogElement) {
    event.target.close();
  }
  const closer = event.target.closest("[data-close]");
  closer?.closest("[data-saying]")?.remove();
});

/* What asks on a page of its own asks in its place, if it can be fetched; else that page opens. */
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-asks]");
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const dialog = await question(link.href);
  if (!dialog?.showModal) {
    location.assign(link.href);
    return;
  }
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
});

async function question(address) {
  try {
    const answer = await fetch(address, { headers: { "HX-Request": "true" } });
    const part = document.createElement("template");
    part.innerHTML = answer.ok ? await answer.text() : "";
    return document.importNode(part.content, true).querySelector("dialog");
  } catch {
    return null;
  }
}

for (const closer of document.querySelectorAll("[data-close]")) {
  closer.hidden = false;
}

document.querySelector("[data-focus]")?.focus();
