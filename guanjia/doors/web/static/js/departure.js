/* Whoever checks out long before the agreed end, or far from the door, is asked whether they mean it. */

import { asked } from "./asking.js";
import { currentPosition } from "./geolocation.js";

const EARTH_METRES = 6371000;
const MINUTE = 60000;
const radians = (degrees) => (degrees * Math.PI) / 180;

function metresBetween(one, other) {
  const [north, east] = [radians(other.latitude - one.latitude), radians(other.longitude - one.longitude)];
  const part = Math.sin(north / 2) ** 2 + Math.cos(radians(one.latitude)) * Math.cos(radians(other.latitude)) * Math.sin(east / 2) ** 2;
  return 2 * EARTH_METRES * Math.asin(Math.sqrt(part));
}

async function metresOff(form) {
  const { latitude, longitude } = form.dataset;
  const here = latitude && await currentPosition();
  return here ? Math.round(metresBetween(here, { latitude: Number(latitude), longitude: Number(longitude) })) : null;
}

/** Whether somebody means to leave: the fields to add, or null if they stay; `since` is when they came, as far as is known. */
export async function meant(form, since) {
  const { planned, shortest, far } = form.dataset;
  const minutes = Math.floor((Date.now() - Date.parse(since)) / MINUTE);
  const isEarly = minutes * 100 < Number(planned) * Number(shortest);
  if (isEarly && !(await asked("early", { minutes, planned }))) return null;
  const metres = isEarly ? null : await metresOff(form);
  const isFar = metres !== null && metres >= Number(far);
  if (isFar && !(await asked("far", { metres }))) return null;
  return isEarly || isFar ? [["is_sure", "yes"]] : [];
}
