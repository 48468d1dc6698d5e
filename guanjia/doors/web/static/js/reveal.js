/* data-reveal="name=value": a part of a form that matters only when that choice is made. */

import { onMount } from "./on_mount.js";

onMount("[data-reveal]", (part) => {
  const [name, value] = part.dataset.reveal.split("=");
  const form = part.closest("form");
  const show = () => {
    part.hidden = !new FormData(form).getAll(name).includes(value);
  };
  form.addEventListener("change", show);
  show();
});
