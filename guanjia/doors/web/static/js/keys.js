/* The keyboard: / searches, j and k walk, g with a letter goes, ? shows all this. */

const help = document.getElementById("keys");
let going = false;

function walk(step) {
  const rows = [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent);
  if (!rows.length) return;
  const at = rows.indexOf(document.activeElement);
  const next = rows[Math.min(Math.max(at + step, 0), rows.length - 1)];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

function go(letter) {
  document.querySelector(`[data-go="${CSS.escape(letter)}"]`)?.click();
}

const keys = {
  "/": () => document.querySelector("[data-search], input[type=search]")?.focus(),
  j: () => walk(1),
  k: () => walk(-1),
  "?": () => help?.showModal(),
};

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
  if (going) {
    going = false;
    go(event.key);
    return;
  }
  if (event.key === "g") {
    going = true;
    setTimeout(() => { going = false; }, 1500);
  } else if (keys[event.key]) {
    event.preventDefault();
    keys[event.key]();
  }
});

for (const opener of document.querySelectorAll("[data-keys-help]")) {
  opener.hidden = !matchMedia("(pointer: fine)").matches;
  opener.addEventListener("click", () => help.showModal());
}
