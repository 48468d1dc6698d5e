/* Shows what was photographed, and sends it at once where a form says so. */

document.addEventListener("change", (event) => {
  const input = event.target.closest("[data-photo] input[type=file]");
  if (!input) return;
  const list = input.closest("[data-photo]").querySelector("[data-photo-seen]");
  list.replaceChildren(...[...input.files].map((file) => {
    const item = document.createElement("li");
    const image = document.createElement("img");
    image.alt = file.name;
    image.src = URL.createObjectURL(file);
    image.addEventListener("load", () => URL.revokeObjectURL(image.src));
    item.append(image);
    return item;
  }));
  if (input.form?.hasAttribute("data-send-photos") && input.files.length) input.form.requestSubmit();
});
