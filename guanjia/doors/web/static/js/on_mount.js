/* Things that need a hand: now, and when a part of the page is exchanged. */

export function onMount(selector, attend) {
  const seen = new WeakSet();
  const look = () => {
    for (const element of document.querySelectorAll(selector)) {
      if (!seen.has(element)) {
        seen.add(element);
        attend(element);
      }
    }
  };
  look();
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
}

const loading = new Map();

/** Fetches a vendored script once, only on pages that need it. */
export function load(path) {
  if (!loading.has(path)) {
    loading.set(path, new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = new URL(`../vendor/${path}`, import.meta.url);
      script.onload = done;
      script.onerror = failed;
      document.head.append(script);
    }));
  }
  return loading.get(path);
}
