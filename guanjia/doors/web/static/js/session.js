/* Keeps a desk signed in while somebody works at it, and loses nothing that was typed if it was not.

   The house ends a visit that is left alone. Whoever types or moves about is there, so the page says
   so every few minutes. If the visit has ended meanwhile, a dialog leads to the sign-in page in
   another window; back here, the forms are given what they have to show, and can be sent. */

const { stillHere, person } = document.body.dataset;
const dialog = document.getElementById("signed-out");
const EVERY = 4 * 60_000;
let asked = Date.now();

function show(whoIs) {
  for (const part of dialog.querySelectorAll("[data-signed-in]")) {
    part.hidden = part.dataset.signedIn !== whoIs;
  }
  return false;
}

async function isSignedIn() {
  asked = Date.now();
  let answer;
  try {
    answer = await fetch(stillHere, { headers: { Accept: "application/json" }, redirect: "manual" });
  } catch {
    return true; /* without network, sending will say so itself */
  }
  if (answer.status !== 200) return show("nobody");
  const now = await answer.json();
  if (String(now.person) !== person) return show("another");
  for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) {
    field.value = now.token;
  }
  document.body.setAttribute("hx-headers:inherited", JSON.stringify({ "X-CSRFToken": now.token }));
  return true;
}

async function look() {
  const signedIn = await isSignedIn();
  if (signedIn && dialog.open) dialog.close();
  if (!signedIn && !dialog.open) dialog.showModal();
  return signedIn;
}

const isDue = () => Date.now() - asked > EVERY;

if (stillHere && dialog) {
  for (const sign of ["input", "keydown", "pointerdown", "pointermove", "focus"]) {
    addEventListener(sign, () => { if (isDue() && !dialog.open) look(); }, { passive: true });
  }
  addEventListener("focus", () => { if (dialog.open) look(); });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && (dialog.open || isDue())) look();
  });
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.method !== "post" || !isDue()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (await look()) form.requestSubmit(event.submitter);
  }, true);
}
