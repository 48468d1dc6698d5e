/* Assessing in somebody's home: each answer is safe as soon as it is given, also without network. */

import { newKey, tellPart, worksOffline } from "./offline_page.js";

const form = document.querySelector("form[data-act^='answers/']");
const progress = document.getElementById("progress");
const questions = [...form.querySelectorAll("[data-question]")].map((one) => one.dataset.question);
const shown = new Set();
let leaving = null;

const isChinese = document.documentElement.lang.startsWith("zh");
const [and, colon] = isChinese ? ["、", "："] : [", ", ": "];

const place = (code) => form.querySelector(`[data-question="${CSS.escape(code)}"]`);
const inputs = (code) => [...place(code).querySelectorAll("input, textarea")];
const seen = (code) => form.elements[`seen.${code}`];
const answers = (code) => new FormData(form).getAll(code);
const answer = (code) => answers(code).join(",");
/* What the household's file knows stands there to be confirmed: by a hand on it, or by saving the step. */
const touched = new Set();
const isOnlyKnown = (code) => !touched.has(code) && !seen(code).value && answer(code) === place(code).dataset.known;

function label(code) {
  const chosen = inputs(code).filter((one) => one.checked).map((one) => one.closest("label").textContent.trim());
  const said = inputs(code).some((one) => one.type === "radio" || one.type === "checkbox") ? chosen.join(and) : answer(code);
  return `${place(code).querySelector("[data-words]").textContent}${colon}${said}`;
}

/* What was there before is told along, so that nobody's answer is replaced unseen. */
async function tell(code) {
  const before = seen(code).value;
  seen(code).value = answer(code);
  const key = newKey();
  shown.add(key);
  const fields = [["told", code], [`seen.${code}`, before], ...answers(code).map((one) => [code, one])];
  if (!(await tellPart(form, fields, label(code), key))) seen(code).value = before;
}

function tellChanged() {
  for (const code of questions) if (answer(code) !== seen(code).value && !isOnlyKnown(code)) tell(code);
}

function lay(code, given) {
  for (const input of inputs(code)) {
    if (input.type === "radio" || input.type === "checkbox") input.checked = given.includes(input.value);
    else input.value = given[0] ?? "";
  }
  seen(code).value = given.join(",");
}

const isOfForm = (act) => act.noun === "assessment" && act.of === form.dataset.of && act.about === form.dataset.act;

/* What another page of this phone has told, or this one before it was closed, stands in the form again. */
function show(acts) {
  for (const act of acts.filter((one) => isOfForm(one) && !one.refused && !shown.has(one.key))) {
    shown.add(act.key);
    const told = act.fields.filter(([name]) => name === "told").map(([, code]) => code);
    for (const code of told.length ? told : questions) {
      lay(code, act.fields.filter(([name]) => name === code).map(([, value]) => value));
    }
  }
}

function kept(act, sent) {
  if (sent !== form) sent.reset();
  else if (navigator.serviceWorker?.controller) location.assign(form.dataset.next);
  else leaving = act.key;
}

function taken(act, { html, url }) {
  if (act.key === leaving) location.assign(url);
  if (!act.part || !isOfForm(act) || !html) return;
  progress.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
}

form.addEventListener("change", ({ target }) => {
  touched.add(target.closest("[data-question]")?.dataset.question);
  tellChanged();
});
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && tellChanged());

worksOffline({
  show, kept, taken,
  forgotten: () => location.reload(),
  changed: (act) => [act.page.split("#")[0]],
  needed: () => [...document.querySelectorAll(".stages a")].map((link) => link.href),
  /* What is told of health lies on what a person carries along, not on a desk that several use. */
  isKeptHere: matchMedia("(pointer: coarse)").matches,
});
