/* What is found while somebody types in the search at the top: arrows walk, Escape shuts. */

const box = document.querySelector("input[data-search][hx-get]");
const list = document.getElementById("suggestions");

function shut() {
  list.replaceChildren();
}

function walk(event) {
  const lines = [box, ...list.querySelectorAll("a")];
  const at = lines.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape") {
    shut();
    box.focus();
  } else if (step && at >= 0 && lines.length > 1) {
    event.preventDefault();
    lines[Math.min(Math.max(at + step, 0), lines.length - 1)].focus();
  }
}

if (box && list) {
  box.form.addEventListener("keydown", walk);
  box.addEventListener("input", () => { if (!box.value.trim()) shut(); });
  document.addEventListener("click", (event) => { if (!box.form.contains(event.target)) shut(); });
  box.form.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !box.form.contains(event.relatedTarget)) shut();
  });
}
