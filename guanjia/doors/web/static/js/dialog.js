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

for (const closer of document.querySelectorAll("[data-close]")) {
  closer.hidden = false;
}

document.querySelector("[data-focus]")?.focus();
