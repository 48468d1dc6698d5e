/* A reading that can hardly be is asked about before it counts; one outside the normal leads to telling and calling. */

import { asked } from "./asking.js";

const number = (text) => (text === "" || text === undefined ? null : Number(text));

function readingIn(form, submitter) {
  const input = form.querySelector("[data-reading]");
  return input && submitter?.value === "yes" ? input : null;
}

/** Whether what was typed may be recorded: the fields to add, or null if the person wants to look again. */
export async function surely(form, submitter) {
  const input = readingIn(form, submitter);
  if (!input) return [];
  const value = Number(input.value.trim().replace(",", "."));
  if (!Number.isFinite(value)) return [];
  const { low, high, unit } = input.dataset;
  const isLikely = (number(low) === null || value >= number(low)) && (number(high) === null || value <= number(high));
  if (isLikely) return [];
  if (await asked("reading", { measured: `${value} ${unit}` })) return [["is_sure", "yes"]];
  input.focus();
  input.select();
  return null;
}

/** What was measured, in words, if it lies outside the normal; else null. */
export function abnormal(form, submitter) {
  const input = readingIn(form, submitter);
  if (!input) return null;
  const value = Number(input.value.trim().replace(",", "."));
  const { least, most, unit } = input.dataset;
  const isNormal = (number(least) === null || value >= number(least)) && (number(most) === null || value <= number(most));
  return Number.isFinite(value) && !isNormal ? { measured: `${value} ${unit}`, normal: `${number(least) ?? ""}–${number(most) ?? ""} ${unit}` } : null;
}
