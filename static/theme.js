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
      const set = document.createElement("fieldset");
      set.className = "seg";
      const legend = document.createElement("legend");
      legend.className = "sr";
      legend.textContent = "Colours of this page";
      set.append(legend);
      for (const [value, word] of [["", "As the system"], ["light", "Light"], ["dark", "Dark"]]) {
        const label = document.createElement("label");
        const input = document.createElement("input");
        input.type = "radio";
        input.name = "theme";
        input.className = "sr";
        input.checked = read() === value;
        input.addEventListener("change", () => choose(value));
        const span = document.createElement("span");
        span.textContent = word;
        label.append(input, span);
        set.append(label);
      }
      place.append(set);
      place.hidden = false;
    }
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
