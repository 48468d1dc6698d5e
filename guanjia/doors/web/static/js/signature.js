/* Signing with a finger. The typed name stays; the drawing is added to it. */

import { load, onMount } from "./on_mount.js";

onMount("[data-signature]", async (part) => {
  await load("signature_pad/signature_pad.umd.min.js");
  const frame = part.querySelector("[data-signature-pad]");
  const canvas = frame.querySelector("canvas");
  const drawing = frame.querySelector("input");
  frame.hidden = false;
  const pad = new window.SignaturePad(canvas, { penColor: "#1d2529", minWidth: 1, maxWidth: 3.2 });

  const fit = () => {
    const strokes = pad.toData();
    const ratio = Math.max(devicePixelRatio, 1);
    canvas.width = canvas.offsetWidth * ratio;
    canvas.height = canvas.offsetHeight * ratio;
    canvas.getContext("2d").scale(ratio, ratio);
    pad.fromData(strokes);
  };
  fit();
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
  });
  frame.querySelector("[data-signature-clear]").addEventListener("click", () => {
    pad.clear();
    drawing.value = "";
  });
});
