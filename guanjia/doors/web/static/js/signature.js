/* Signing with a finger, or by typing the name. What was drawn and typed stays until it counts. */

import { load, onMount } from "./on_mount.js";

const placeOf = (part) => part.dataset.signatureKeep && `signature/${part.dataset.signatureKeep}`;

/** In this tab only: a code that has to be typed first, or a page loaded again, loses nothing. */
function remember(part, drawing, typed) {
  const place = placeOf(part);
  if (!place) return;
  const kept = JSON.stringify({ drawing: drawing.value, typed: typed ? typed.value : "" });
  try {
    sessionStorage.setItem(place, kept);
  } catch {
    /* No room: the page still has it. */
  }
}

function recall(part, drawing, typed) {
  const place = placeOf(part);
  const kept = place && JSON.parse(sessionStorage.getItem(place) || "null");
  if (!kept) return;
  drawing.value ||= kept.drawing;
  if (typed) typed.value ||= kept.typed;
}

onMount("[data-signature-counts]", (part) => {
  sessionStorage.removeItem(`signature/${part.dataset.signatureCounts}`);
});

onMount("[data-signature]", async (part) => {
  const frame = part.querySelector("[data-signature-pad]");
  const canvas = frame.querySelector("canvas");
  const drawing = frame.querySelector("input");
  const typed = part.querySelector("[data-signature-typed]");
  recall(part, drawing, typed);
  typed?.addEventListener("input", () => remember(part, drawing, typed));
  await load("signature_pad/signature_pad.umd.min.js");
  frame.hidden = false;
  const pad = new window.SignaturePad(canvas, { penColor: "#1d2529", minWidth: 1, maxWidth: 3.2 });
  /* A picture of what was drawn before this page. */
  let former = drawing.value;

  const fit = async () => {
    const strokes = pad.toData();
    const ratio = Math.max(devicePixelRatio, 1);
    canvas.width = canvas.offsetWidth * ratio;
    canvas.height = canvas.offsetHeight * ratio;
    canvas.getContext("2d").scale(ratio, ratio);
    pad.clear();
    if (former) {
      await pad.fromDataURL(former, { ratio, width: canvas.offsetWidth, height: canvas.offsetHeight });
    }
    pad.fromData(strokes, { clear: false });
  };
  await fit();
  /* Only a new width matters; there is none while the pad is hidden. */
  let width = canvas.offsetWidth;
  new ResizeObserver(() => {
    if (canvas.offsetWidth && canvas.offsetWidth !== width) {
      width = canvas.offsetWidth;
      fit();
    }
  }).observe(canvas);
  pad.addEventListener("endStroke", () => {
    drawing.value = pad.toDataURL("image/png");
    remember(part, drawing, typed);
  });
  frame.querySelector("[data-signature-clear]").addEventListener("click", () => {
    pad.clear();
    former = drawing.value = "";
    remember(part, drawing, typed);
  });
});
