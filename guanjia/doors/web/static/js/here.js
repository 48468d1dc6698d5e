// Tells with a form where the phone is, if the person allows it; never holds the form up for long.
const PATIENCE = 4000;

function where() {
  return new Promise((tell) => {
    if (!navigator.geolocation) return tell(null);
    navigator.geolocation.getCurrentPosition(
      (found) => tell(found.coords),
      () => tell(null),
      { enableHighAccuracy: true, timeout: PATIENCE, maximumAge: 30000 },
    );
  });
}

for (const form of document.querySelectorAll("form[data-here]")) {
  form.addEventListener("submit", async (event) => {
    if (form.dataset.here === "told") return;
    event.preventDefault();
    const place = await where();
    if (place) {
      form.elements.latitude.value = place.latitude.toFixed(6);
      form.elements.longitude.value = place.longitude.toFixed(6);
    }
    form.dataset.here = "told";
    form.submit();
  });
}
