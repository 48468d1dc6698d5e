/* Copies words for pasting into WeChat, also in browsers without a clipboard of their own. */

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(source.value ?? source.textContent);
  } catch {
    source.select();
    document.execCommand("copy");
  }
  const content = [...button.childNodes];
  button.replaceChildren(button.dataset.copied);
  setTimeout(() => button.replaceChildren(...content), 2000);
});
