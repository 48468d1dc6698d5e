/* A form is sent once, however often the button is pressed, and the button says that it works. */

const waiting = new Map();

export function unlock(form) {
  delete form.dataset.sent;
  const button = waiting.get(form);
  if (button) {
    button.node.removeAttribute("aria-busy");
    button.node.replaceChildren(...button.content);
    waiting.delete(form);
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" && !form.matches("[hx-post], [hx-put], [hx-delete]")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  form.dataset.sent = "yes";
  const button = event.submitter;
  if (button?.dataset.busy) {
    waiting.set(form, { node: button, content: [...button.childNodes] });
    button.setAttribute("aria-busy", "true");
    button.replaceChildren(button.dataset.busy);
  }
}, true);

/* An exchanged part, a failed request or the way back bring the button back. */
for (const name of ["htmx:finally:request", "htmx:error", "htmx:after:request"]) {
  document.addEventListener(name, (event) => {
    const form = event.target.closest?.("form");
    if (form) unlock(form);
  });
}

addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) unlock(form);
});
