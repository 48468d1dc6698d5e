/* The worker's phone: a visit, its steps, acceptance and what went wrong, also in a stairwell without signal. */

import { asked } from "./asking.js";
import { meant } from "./departure.js";
import { field, scope, worksOffline } from "./offline_page.js";
import { abnormal, surely } from "./readings.js";
import { goOn, showState } from "./visit_state.js";

const PAD = new URL("../vendor/signature_pad/signature_pad.umd.min.js", import.meta.url).href;
const SAID = ["is_done", "reason", "value", "note"];

let arrivals = [];

function show(acts) {
  arrivals = acts.filter((act) => act.about === "arrival" && !act.refused);
  showState(acts);
}

function sure(form, submitter) {
  if (form.dataset.act !== "departure") return surely(form, submitter);
  const arrival = arrivals.findLast((act) => act.of === form.dataset.of);
  return meant(form, form.dataset.since || arrival?.happened_at);
}

/* A step that is told again is asked about, unless it says the same. */
function replaces(act) {
  const isSame = (before) => SAID.every((name) => (field(before, name) ?? "") === (field(act, name) ?? ""));
  return act.about.startsWith("step/") ? isSame : null;
}

async function kept(act, form, submitter) {
  const measured = abnormal(form, submitter);
  if (measured) {
    const link = document.querySelector("[data-ask=abnormal] [data-report]");
    link.href = `${scope}${act.of}/incident/?step=${act.about.split("/")[1]}`;
    await asked("abnormal", measured);
  }
  goOn(act);
}

function needed() {
  const homes = [...document.querySelectorAll("[data-stop] a")].map((link) => link.href);
  return homes.flatMap((home) => [home, `${home}incident/`]);
}

/* A report that begins with a reading which the house may not have yet. */
function beginReport(acts) {
  const step = new URLSearchParams(location.search).get("step");
  const form = document.getElementById("report");
  if (!form || !step || form.elements.note.value) return;
  const told = acts.findLast((one) => one.about === `step/${step}` && form.dataset.of === one.of);
  if (!told) return;
  form.elements.note.value = `${told.label} ${field(told, "value") ?? ""}`.trim();
  form.elements.kind.value = "illness";
  form.elements.severity.value = "serious";
}

worksOffline({
  show, fields: sure, replaces, kept, needed,
  changed: (act) => [`${scope}${act.of}/`, scope],
  parts: [PAD],
}).then(beginReport);
