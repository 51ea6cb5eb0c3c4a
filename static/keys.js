// Single keys for people who look at much: j and k go through what a page lists, others press what stands on it.
// "?" tells them all; they can be switched off there, for voices and switches that type by accident (WCAG 2.1.4).

const OFF = "single-keys-off";
const ITEMS = "main a.pic[href], main article, main .comment";

function off() {
  try {
    return localStorage.getItem(OFF) === "1";
  } catch {
    return false;
  }
}

function typing(target) {
  return target.closest?.("textarea, select, [contenteditable], dialog, input:not([type='radio'], [type='checkbox'])");
}

const shown = () => [...document.querySelectorAll(ITEMS)].filter((each) => each.checkVisibility());

function step(by) {
  const items = shown();
  const now = items.findIndex((each) => each === document.activeElement || each.contains(document.activeElement));
  const next = items[now < 0 ? (by > 0 ? 0 : items.length - 1) : now + by];
  if (!next) return;
  const target = next.matches("a") ? next : (next.querySelector("a.pic[href], a[href]") ?? next);
  target.focus({ focusVisible: true });
  target.scrollIntoView({ block: "center" });
}

function press(selector) {
  const within = document.activeElement?.closest("article, .comment") ?? document.querySelector("main");
  within?.querySelector(selector)?.click();
}

const does = {
  j: () => step(1),
  k: () => step(-1),
  o: () => document.activeElement?.closest("a[href]")?.click(),
  l: () => press("form[action$='/like'] button, form[action$='/unlike'] button"),
  b: () => press("form[action$='/boost'] button, form[action$='/unboost'] button"),
  z: () => press("a.stage, .stagebar a[href*='/view/']"),
  "[": () => press(".stagebar a[rel='prev']"),
  "]": () => press(".stagebar a[rel='next']"),
  "/": () => document.querySelector("main input[type='search']")?.focus() ?? document.querySelector("a.seek")?.click(),
};

function dialog() {
  const made = document.querySelector("[data-keys-dialog]")?.content.firstElementChild.cloneNode(true);
  if (!made) return;
  const box = made.querySelector("input");
  box.checked = !off();
  box.addEventListener("change", () => {
    try {
      if (box.checked) localStorage.removeItem(OFF);
      else localStorage.setItem(OFF, "1");
    } catch {
      // not kept
    }
  });
  made.querySelector("button").addEventListener("click", () => made.close());
  made.addEventListener("close", () => made.remove());
  document.body.append(made);
  made.showModal();
}

// The desk and the large view have keys of their own, and tell them there.
if (!document.querySelector("[data-keys], [data-lightbox]")) {
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || typing(event.target)) return;
    if (event.key === "?") dialog();
    else if (!off() && Object.hasOwn(does, event.key)) does[event.key]();
    else return;
    event.preventDefault();
  });
  const place = document.querySelector("[data-keys-button]");
  if (place) {
    place.hidden = false;
    place.addEventListener("click", dialog);
  }
}
