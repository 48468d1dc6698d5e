/* Where the phone is, if the person allows it to say so; it never takes long to ask. */

const PATIENCE = 4000;

export function currentPosition() {
  return new Promise((tell) => {
    if (!navigator.geolocation) {
      tell(null);
      return;
    }
    navigator.geolocation.getCurrentPosition(
      (found) => tell(found.coords),
      () => tell(null),
      { enableHighAccuracy: true, timeout: PATIENCE, maximumAge: 30000 },
    );
  });
}
