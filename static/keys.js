// Single keys for people who look at much: j and k go through what a page lists, others press what stands on it.
// "?" tells them all; they can be switched off there, for voices and switches that type by accident (WCAG 2.1.4).

const OFF = "single-keys-off";
const ITEMS = "main a.pic[href], main article, main .comment";
const KEYS = [
  ["j", "Next work or post of the list"],
  ["k", "The one before"],
  ["o", "Open it"],
  ["l", "Like, or take it back"],
  ["b", "Pass on, or take it back"],
  ["z", "Look closer"],
  ["[", "Newer work"],
  ["]", "Older work"],
  ["/", "Search"],
  ["?", "These keys"],
];

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
  const made = document.createElement("dialog");
  made.className = "keys";
  made.setAttribute("aria-labelledby", "keys-title");
  const title = document.createElement("h2");
  title.id = "keys-title";
  title.textContent = "Keys";
  const list = document.createElement("dl");
  list.className = "ledger";
  for (const [key, words] of KEYS) {
    const row = document.createElement("div");
    const term = document.createElement("dt");
    const kbd = document.createElement("kbd");
    kbd.textContent = key;
    term.append(kbd);
    const text = document.createElement("dd");
    text.textContent = words;
    row.append(term, text);
    list.append(row);
  }
  const label = document.createElement("label");
  label.className = "check";
  const box = document.createElement("input");
  box.type = "checkbox";
  box.checked = !off();
  box.addEventListener("change", () => {
    try {
      if (box.checked) localStorage.removeItem(OFF);
      else localStorage.setItem(OFF, "1");
    } catch {
      // not kept
    }
  });
  const said = document.createElement("span");
  said.textContent = "Single keys do this";
  label.append(box, said);
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn";
  close.textContent = "Close";
  close.addEventListener("click", () => made.close());
  made.append(title, list, label, close);
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
