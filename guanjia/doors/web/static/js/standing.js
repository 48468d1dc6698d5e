/* How visits stand, with what still waits on the phone counted in. */

const root = document.querySelector("[data-visit]");
const panel = document.querySelector("[data-outbox]");
const steps = [...document.querySelectorAll("[data-step]")];
let waiting = [];

const ours = (visit) => waiting.filter((act) => act.visit === visit);
const last = (acts, about) => acts.findLast((act) => act.about === about);

function advanced(status, acts) {
  const standing = acts.filter((act) => !act.refused);
  if (status === "expected" && last(standing, "arrival")) status = "arrived";
  if (status === "arrived" && last(standing, "departure")) status = "left";
  return status;
}

function said(step) {
  const act = last(ours(root.dataset.visit), `step/${step.dataset.step}`);
  return step.dataset.said || (act && !act.refused ? "waiting" : "");
}

const nextStep = () => steps.find((step) => !said(step));

function mark(place, name) {
  const slot = place.querySelector("[data-mark]");
  place.querySelector("[data-mark-added]")?.remove();
  slot.hidden = Boolean(name);
  if (!name) return;
  const added = panel.querySelector(`[data-mark-${name}]`).content.firstElementChild.cloneNode(true);
  added.dataset.markAdded = "";
  slot.after(added);
}

function markOf(acts) {
  if (!acts.length) return "";
  return acts.some((act) => act.refused) ? "refused" : "waiting";
}

function layVisit() {
  const acts = ours(root.dataset.visit);
  const status = advanced(root.dataset.status, acts);
  const next = nextStep();
  const when = status === "arrived" ? (next ? "working" : "complete") : status;
  for (const part of document.querySelectorAll("[data-when]")) {
    part.hidden = !part.dataset.when.split(" ").includes(when) || Boolean(card());
  }
  for (const step of steps) {
    const act = last(acts, `step/${step.dataset.step}`);
    mark(step, act ? markOf([act]) : "");
  }
  const now = root.querySelector("[data-now]");
  if (now) mark(now, markOf(acts.filter((act) => ["arrival", "departure"].includes(act.about)).slice(-1)));
  const link = document.querySelector("a[data-next]");
  if (link && next) link.href = next.querySelector("a").href;
  const bar = root.querySelector(".advance");
  if (bar) {
    const done = steps.filter(said).length;
    bar.querySelector("progress").value = done;
    bar.querySelector(".num").textContent = `${done} / ${steps.length}`;
  }
}

function layDay(stops) {
  let isNextFound = false;
  for (const stop of stops) {
    const acts = ours(stop.dataset.stop);
    const isOver = !["expected", "arrived"].includes(advanced(stop.dataset.status, acts));
    mark(stop, markOf(acts));
    stop.classList.toggle("over", isOver);
    stop.classList.toggle("next", !isOver && !isNextFound);
    if (!isOver && !isNextFound) {
      isNextFound = true;
      const link = document.querySelector("a[data-next]");
      if (link) link.href = stop.querySelector("a").href;
    }
  }
}

/** Shows where things stand, given all that waits. */
export function lay(acts) {
  waiting = acts;
  if (root) layVisit();
  const stops = [...document.querySelectorAll("[data-stop]")];
  if (stops.length) layDay(stops);
}

/** The house has taken an act: from now on it is not counted as waiting but as said. */
lay.taken = (act) => {
  if (!root || act.visit !== root.dataset.visit) return;
  if (act.about === "arrival") root.dataset.status = "arrived";
  if (act.about === "departure") root.dataset.status = "left";
  const step = steps.find((one) => act.about === `step/${one.dataset.step}`);
  if (step) step.dataset.said = "yes";
};

/** Goes on after an act that could not be sent yet. */
lay.after = (act) => {
  const isStep = act.about.startsWith("step/");
  if (root) {
    const next = isStep && nextStep();
    location.hash = next ? `#step-${next.dataset.step}` : "#";
  } else if (navigator.serviceWorker?.controller) {
    location.assign(`${panel.dataset.today}${act.visit}/${isStep ? "#step-next" : ""}`);
    return;
  }
  scrollTo(0, 0);
};

/* Without network the steps are done on the page of the visit, one card at a time. */

function card() {
  const [, id] = location.hash.match(/^#step-(\w+)$/) ?? [];
  if (!root || !id) return null;
  const step = id === "next" ? nextStep()?.dataset.step : id;
  return step ? document.getElementById(`card-${step}`) : null;
}

function turn() {
  const shown = card();
  for (const one of document.querySelectorAll("[data-card]")) one.hidden = one !== shown;
  for (const one of root.querySelectorAll("[data-overview]")) one.hidden = Boolean(shown);
  layVisit();
  scrollTo(0, 0);
}

if (root) {
  addEventListener("hashchange", turn);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-open], a[data-next]");
    const step = link && steps.find((one) => one.querySelector("a").href === link.href);
    if (!step || (navigator.onLine && !ours(root.dataset.visit).length)) return;
    event.preventDefault();
    location.hash = `#step-${step.dataset.step}`;
  });
  if (location.hash) turn();
}
