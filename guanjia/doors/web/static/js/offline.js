/* Says so when there is no network. */

const banners = document.querySelectorAll("[data-offline]");
const tell = () => banners.forEach((banner) => { banner.hidden = navigator.onLine; });

addEventListener("online", tell);
addEventListener("offline", tell);
tell();
