// The theme a person chose in this browser; without a choice, the system's. Runs before the page is drawn.
"use strict";
(() => {
  const KEY = "theme";
  const root = document.documentElement;
  const read = () => {
    try {
      return localStorage.getItem(KEY) ?? "";
    } catch {
      return "";
    }
  };
  const apply = (theme) => {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
  };
  apply(read());

  const choose = (theme) => {
    try {
      if (theme) localStorage.setItem(KEY, theme);
      else localStorage.removeItem(KEY);
    } catch {
      // A browser that keeps nothing still shows the theme until the page is left.
    }
    apply(theme);
  };

  document.addEventListener("DOMContentLoaded", () => {
    for (const place of document.querySelectorAll("[data-themes]")) {
      for (const input of place.querySelectorAll("input")) {
        input.checked = read() === input.value;
        input.addEventListener("change", () => choose(input.value));
      }
      place.hidden = false;
    }
  });
})();

// Where pictures lead, those further down wait until they have come: on a slow line they would share it.
(() => {
  const root = document.documentElement;
  if (!("first" in root.dataset)) return;
  const go = () => root.classList.remove("waits");
  root.classList.add("waits");
  setTimeout(go, 5000);
  document.addEventListener("DOMContentLoaded", () => {
    const coming = [...document.querySelectorAll('img[fetchpriority="high"]')].filter((each) => !each.complete);
    let left = coming.length;
    if (!left) return go();
    const come = () => --left || go();
    for (const each of coming) for (const type of ["load", "error"]) each.addEventListener(type, come, { once: true });
  });
})();

// A picture that is pressed moves to its place on the next page, and back again (cross-document view transitions).
(() => {
  const named = (address) => {
    const path = address && new URL(address).pathname;
    const link = [...document.querySelectorAll("a.pic[href]")].find((each) => each.pathname === path);
    const image = link?.querySelector("img");
    if (!image) return;
    for (const each of document.querySelectorAll(".stage img")) each.style.viewTransitionName = "none";
    image.style.viewTransitionName = "picture";
    return image;
  };
  const during = (event, address) => {
    const image = event.viewTransition && named(address);
    if (image) event.viewTransition.finished.finally(() => { image.style.viewTransitionName = ""; });
  };
  addEventListener("pageswap", (event) => during(event, event.activation?.entry?.url));
  addEventListener("pagereveal", (event) => during(event, globalThis.navigation?.activation?.from?.url));
})();
