/* How visits stand, with what the phone knows and the page does not: what waits, and what the house has taken since. */

import { field, scope } from "./offline_page.js";

const root = document.querySelector("[data-visit]");
const steps = [...document.querySelectorAll("[data-step]")];
let told = [];

const ours = (visit) => told.filter((act) => act.noun === "assignment" && act.of === visit);
const last = (acts, about) => acts.findLast((act) => act.about === about);

function judged(acts) {
  const word = acts.findLast((act) => ["acceptance", "unsigned"].includes(act.about));
  if (!word) return "left";
  if (word.about === "unsigned") return "unsigned";
  return field(word, "is_accepted") === "yes" ? "accepted" : "disputed";
}

function advanced(status, acts) {
  const accepted = acts.filter((act) => !act.refused);
  if (status === "expected" && last(accepted, "arrival")) status = "arrived";
  if (status === "arrived" && last(accepted, "departure")) status = "left";
  if (status === "left") status = judged(accepted);
  return status;
}

/* Being on the way is a word about a visit that is still to come, and about no other. */
function standingOf(status, acts) {
  const out = last(acts.filter((act) => !act.refused), "setting_out");
  return status === "expected" && out ? "setting_out" : status;
}

const isOfStatus = (act, status) =>
  !act.about.startsWith("step/") && act.about !== "incident" && (act.about !== "setting_out" || status === "expected");

function said(step) {
  const act = ours(root.dataset.visit).findLast((one) => one.about === `step/${step.dataset.step}` && !one.refused);
  return act ? "told" : step.dataset.said;
}

const nextStep = () => steps.find((step) => !said(step));

function mark(place, name) {
  const slot = place?.querySelector("[data-mark]");
  if (!slot) return;
  place.querySelector("[data-mark-added]")?.remove();
  slot.hidden = Boolean(name);
  if (!name) return;
  const added = document.querySelector(`[data-mark-${name}]`).content.firstElementChild.cloneNode(true);
  added.dataset.markAdded = "";
  slot.after(added);
}

/* Refused and waiting acts are shown as such; what the house has taken is shown as it now stands. */
function markOf(acts, taken) {
  if (!acts.length) return "";
  if (acts.some((act) => act.refused)) return "refused";
  return acts.some((act) => !act.taken) ? "waiting" : taken;
}

function showVisit() {
  const acts = ours(root.dataset.visit);
  const status = advanced(root.dataset.status, acts);
  const next = nextStep();
  const isOpen = ["expected", "arrived", "left"].includes(status);
  const when = status === "arrived" ? (next ? "working" : "complete") : isOpen ? status : "over";
  for (const part of document.querySelectorAll("[data-when]")) {
    part.hidden = !part.dataset.when.split(" ").includes(when) || Boolean(card());
  }
  for (const step of steps) {
    const act = last(acts, `step/${step.dataset.step}`);
    const name = act ? markOf([act], field(act, "is_done") === "yes" ? "done" : "undone") : "";
    mark(step, name);
    mark(document.getElementById(`card-${step.dataset.step}`), name);
    mark(document.querySelector(`[data-word-step="${step.dataset.step}"]`), name);
  }
  mark(root.querySelector("[data-now]"), markOf(acts.filter((act) => isOfStatus(act, status)), standingOf(status, acts)));
  const out = root.querySelector("[data-set-out]");
  if (out) out.hidden ||= standingOf(status, acts) !== "expected";
  const link = document.querySelector("a[data-next]");
  if (link && next) link.href = next.querySelector("a").href;
  const bar = root.querySelector(".advance");
  if (bar) {
    const done = steps.filter(said).length;
    bar.querySelector("progress").value = done;
    bar.querySelector(".num").textContent = `${done} / ${steps.length}`;
  }
}

function showDay(stops) {
  let isNextFound = false;
  for (const stop of stops) {
    const acts = ours(stop.dataset.stop);
    const status = advanced(stop.dataset.status, acts);
    const isOver = !["expected", "arrived"].includes(status);
    mark(stop, markOf(acts, status === "expected" ? "" : status));
    stop.classList.toggle("over", isOver);
    stop.classList.toggle("next", !isOver && !isNextFound);
    if (!isOver && !isNextFound) {
      isNextFound = true;
      const link = document.querySelector("a[data-next]");
      if (link) link.href = stop.querySelector("a").href;
    }
  }
}

/** Shows where things stand, given all that the phone knows and the page does not. */
export function showState(acts) {
  told = acts;
  if (root) showVisit();
  const stops = [...document.querySelectorAll("[data-stop]")];
  if (stops.length) showDay(stops);
}

/** Goes on after an act that could not be sent yet. */
export function goOn(act) {
  const isStep = act.about.startsWith("step/");
  if (root) {
    const next = isStep && nextStep();
    if (next) location.hash = `#step-${next.dataset.step}`;
    else location.hash = act.about === "departure" ? "#word" : "#";
  } else if (navigator.serviceWorker?.controller) {
    location.assign(`${scope}${act.of}/${isStep ? "#step-next" : ""}`);
    return;
  }
  scrollTo(0, 0);
}

/* Without network the steps are done on the page of the visit, one card at a time, and so is acceptance. */

function card() {
  if (!root) return null;
  if (location.hash === "#word") return document.getElementById("card-word");
  const [, id] = location.hash.match(/^#step-(\w+)$/) ?? [];
  if (!id) return null;
  const step = id === "next" ? nextStep()?.dataset.step : id;
  return step ? document.getElementById(`card-${step}`) : null;
}

function turn() {
  const shown = card();
  for (const one of document.querySelectorAll("[data-card]")) one.hidden = one !== shown;
  for (const one of root.querySelectorAll("[data-overview]")) one.hidden = Boolean(shown);
  showVisit();
  scrollTo(0, 0);
}

if (root) {
  addEventListener("hashchange", turn);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-open], a[data-next], a[data-to-word]");
    if (!link || (navigator.onLine && !ours(root.dataset.visit).some((act) => !act.taken))) return;
    const step = steps.find((one) => one.querySelector("a").href === link.href);
    if (!step && !("toWord" in link.dataset)) return;
    event.preventDefault();
    location.hash = step ? `#step-${step.dataset.step}` : "#word";
  });
  if (location.hash) turn();
}
